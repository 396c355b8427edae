using System.CommandLine;

namespace Ghn.Cli;

/// <summary>Options that take one of a few words.</summary>
internal static class WordOption
{
    /// <summary>Declares an option.</summary>
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
}
