using System.CommandLine;
using System.CommandLine.Completions;
using Ghn.Networks.Architectures;
using Ghn.Onnx.Building;

namespace Ghn.Cli.Options;

/// <summary>The argument that names a network, or several.</summary>
internal static class NetworkNames
{
    /// <summary>Declares the argument of a command that takes one network.</summary>
    public static Argument<string[]> One() => Create(
        ArgumentArity.ExactlyOne,
        "The architecture: a name from 'ghn archs', deepnets:SPLIT#INDEX, deepnets:FILE#INDEX, a genotype in a .json file, or a "
            + "network in an .onnx file.");

    /// <summary>Declares the argument of a command that takes several networks.</summary>
    public static Argument<string[]> Several() => Create(
        ArgumentArity.OneOrMore,
        "The architectures: names from 'ghn archs', deepnets:SPLIT or deepnets:FILE (all of them, #INDEX for one, #FIRST-LAST "
            + "for a range), genotypes in .json files, or networks in .onnx files.");

    private static Argument<string[]> Create(ArgumentArity arity, string description)
    {
        var names = new Argument<string[]>("network")
        {
            HelpName = "network",
            Description = description,
            Arity = arity,
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
        };
        names.CompletionSources.Add(_ => Zoo.Names.Select(name => new CompletionItem(name)));
        return names;
    }
}
