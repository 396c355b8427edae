using System.Text;

namespace Ghn.Fuzz.Mutations;

/// <summary>Changes a word, a number or a sign of a text, as the headers of .npy files and tables are.</summary>
internal static class TextMutation
{
    private static readonly string[] Pieces =
        ["", "(", ")", "{", "}", "'", "\"", ",", ":", "\n", "\r\n", "\0", "<f4", ">i8", "|O", "True", "None", "ß😀", "  "];

    /// <summary>A changed text.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> bytes, Random random)
    {
        string text = Encoding.Latin1.GetString(bytes);
        if (text.Length == 0)
        {
            return Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)]);
        }

        int start = random.Next(text.Length);
        int end = start + 1;
        bool isWord = char.IsAsciiLetterOrDigit(text[start]);
        if (isWord)
        {
            while (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]))
            {
                start--;
            }

            while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            {
                end++;
            }
        }

        string piece = random.Next(isWord ? 3 : 2) switch
        {
            0 => Pieces[random.Next(Pieces.Length)],
            1 => text[start..end] + text[start..end],
            _ => InterestingNumbers.Text(random),
        };
        return Encoding.UTF8.GetBytes($"{text[..start]}{piece}{text[end..]}");
    }
}
