using System.CommandLine;

namespace Ghn.Cli.Options;

/// <summary>Options that take one of a few words, or several.</summary>
internal static class WordOption
{
    /// <summary>Declares an option that takes one of some words.</summary>
    /// <param name="name">The option: <c>--schedule</c>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="words">The words.</param>
    public static Option<string?> Create(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name)
        {
            HelpName = string.Join('|', words),
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (words.Contains(text))
                {
                    return text;
                }

                result.AddError($"{name} takes one of {string.Join(", ", words)}, not '{text}'.");
                return null;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>Declares an option that takes some of several words, with commas between them.</summary>
    /// <param name="name">The option: <c>--optimizer</c>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="words">The words.</param>
    public static Option<string[]?> CreateList(string name, string description, params string[] words)
    {
        var option = new Option<string[]?>(name)
        {
            HelpName = string.Join('|', words),
            Description = description,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                string[] given = [.. text.Split(',').Distinct()];
                if (given.All(words.Contains))
                {
                    return given;
                }

                result.AddError($"{name} takes one of {string.Join(", ", words)}, or several with commas between them, not '{text}'.");
                return null;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }
}
