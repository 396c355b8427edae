using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ghn.Cli.Options;

/// <summary>Options that take one of a few choices, or several.</summary>
internal static class ChoiceOption
{
    /// <summary>Declares an option that takes a choice, and may be left out.</summary>
    /// <param name="name">The option: <c>--schedule</c>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="choices">The choices.</param>
    public static Option<string?> Create(string name, string description, params string[] choices) =>
        Create<string?>(name, description, choices, result => Single(result, name, choices));

    /// <summary>Declares an option that takes a choice; the first one unless it is given.</summary>
    /// <param name="name">The option: <c>--format</c>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="choices">The choices.</param>
    public static Option<string> CreateWithDefault(string name, string description, params string[] choices)
    {
        Option<string> option = Create<string>(name, description, choices, result => Single(result, name, choices));
        option.DefaultValueFactory = _ => choices[0];
        return option;
    }

    /// <summary>Declares an option that takes some of several choices, with commas between them.</summary>
    /// <param name="name">The option: <c>--optimizer</c>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="choices">The choices.</param>
    public static Option<string[]?> CreateList(string name, string description, params string[] choices)
    {
        Option<string[]?> option = Create<string[]?>(name, description, choices, result =>
        {
            string text = result.Tokens[0].Value;
            string[] given = [.. text.Split(',').Distinct()];
            if (given.All(choices.Contains))
            {
                return given;
            }

            result.AddError($"{name} takes one of {string.Join(", ", choices)}, or several with commas between them, not '{text}'.");
            return null;
        });
        option.Arity = ArgumentArity.ExactlyOne;
        return option;
    }

    private static Option<T> Create<T>(string name, string description, string[] choices, Func<ArgumentResult, T?> parse)
    {
        var option = new Option<T>(name)
        {
            HelpName = string.Join('|', choices),
            Description = description,
            CustomParser = parse,
        };
        option.CompletionSources.Add(choices);
        return option;
    }

    private static string? Single(ArgumentResult result, string name, string[] choices)
    {
        string text = result.Tokens[0].Value;
        if (choices.Contains(text))
        {
            return text;
        }

        result.AddError($"{name} takes one of {string.Join(", ", choices)}, not '{text}'.");
        return null;
    }
}
