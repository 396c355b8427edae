using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Files;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>Whatever a name holds, what is shown of it is one line that can be seen, and that XML and JSON can hold.</summary>
public class PrintableTextTests
{
    /// <summary>
    /// Texts of UTF-16 units, mostly such as make trouble: controls, halves of pairs, separators, turns of the reading order, markup.
    /// </summary>
    private static readonly Arbitrary<string> Texts = Gen.Frequency(
            (4, Gen.Choose(0, 0x7f)),
            (2, Gen.Choose(0x80, 0x2ff)),
            (2, Gen.Choose(0x200b, 0x2069)),
            (2, Gen.Choose(0xd800, 0xdfff)),
            (1, Gen.Choose(0xfe00, 0xffff)),
            (1, Gen.Choose(0, 0xffff)))
        .Select(unit => (char)unit)
        .ArrayOf()
        .Select(units => new string(units))
        .ToArbitrary();

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    [Theory]
    [InlineData("layer1.0.conv1.weight", "layer1.0.conv1.weight")]
    [InlineData("", "")]
    [InlineData("Größe 数 ∀ 😀 é", "Größe 数 ∀ 😀 é")]
    [InlineData(@"C:\nets\x.pt", @"C:\nets\x.pt")]
    [InlineData("\e]0;pwned\a\e[31mRED\nNEWLINE\r\t", @"\x1b]0;pwned\x07\x1b[31mRED\nNEWLINE\r\t")]
    [InlineData("\0\u007f\u009b31m", @"\x00\x7f\x9b31m")]
    [InlineData("a\u2028b\u2029c\u0085d", @"a\u2028b\u2029c\x85d")]
    [InlineData("\u202egpj.exe\u2066\u200b\ufeff", @"\u202egpj.exe\u2066\u200b\ufeff")]
    [InlineData("\U000e0041\ufffe\uffff", @"\U000e0041\ufffe\uffff")]
    public void What_cannot_be_seen_is_written_as_in_a_literal(string text, string expected) => Assert.Equal(
        expected, PrintableText.Of(text));

    [Fact]
    public void Halves_of_pairs_are_written_by_their_numbers() =>
        Assert.Equal(@"a\ud83db\ude00", PrintableText.Of(new string(['a', '\ud83d', 'b', '\ude00'])));

    [Fact]
    public void Any_text_becomes_one_line_of_whole_visible_characters_and_stays_so() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Texts, text =>
    {
        string shown = PrintableText.Of(text);
        Assert.All(shown.EnumerateRunes(), rune => Assert.DoesNotContain(
            System.Text.Rune.GetUnicodeCategory(rune),
            (UnicodeCategory[])[UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.LineSeparator,
                UnicodeCategory.ParagraphSeparator]));
        Assert.DoesNotContain('\ufffd', shown.Except(text));
        Assert.Equal(
            shown, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(System.Text.Encoding.UTF8.GetBytes(shown)));
        Assert.Equal(shown, PrintableText.Of(shown));
    }));

    [Fact]
    public void Any_text_stands_in_xml() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Texts, text =>
        Assert.Equal(
            PrintableText.Of(text),
            (string?)XElement.Parse($"<a b=\"{PrintableText.OfXml(text)}\">{PrintableText.OfXml(text)}</a>").Attribute("b"))));

    [Fact]
    public void Json_stays_what_it_was_but_for_how_it_is_written() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Texts, text =>
    {
        string whole = string.Concat(text.EnumerateRunes());
        string json = PrintableText.OfJson(JsonSerializer.Serialize(new[] { whole }, Relaxed));
        Assert.Equal([whole], JsonSerializer.Deserialize<string[]>(json)!);
        Assert.Equal(
            json.Replace("\n", string.Empty, StringComparison.Ordinal),
            PrintableText.Of(json.Replace("\n", string.Empty, StringComparison.Ordinal)));
    }));

    [Theory]
    [InlineData("0123456789", 10, "0123456789")]
    [InlineData("0123456789", 9, "0123…6789")]
    [InlineData("0123456789", 1, "…")]
    [InlineData("\e\e\e", 8, @"\x1b…x1b")]
    public void Long_texts_lose_their_middle(string text, int maxLength, string expected) => Assert.Equal(
        expected, PrintableText.Of(text, maxLength));

    [Fact]
    public void No_text_is_longer_than_asked_for_or_cut_within_a_character() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(
            Texts, Gen.Choose(1, 40).ToArbitrary(), (text, maxLength) =>
        {
            string shown = PrintableText.Of(text, maxLength);
            string whole = PrintableText.Of(text);
            Assert.True(shown.Length <= maxLength);
            Assert.Equal(shown, PrintableText.Of(shown));
            Assert.True(shown == whole || (whole.Length > maxLength && shown.Contains('…', StringComparison.Ordinal)));
        }));

    [Fact]
    public void Names_of_megabytes_cost_what_is_shown_of_them()
    {
        string name = new('x', 50_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(200, PrintableText.OfName(name).Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void Errors_of_files_quote_what_can_be_seen()
    {
        var error = new InvalidFileException("\e[2Jx.pt", "tensor \e[31m\n", $"it is {new string('\a', 10_000)}", "Rename \u202eit.");
        Assert.StartsWith(@"\x1b[2Jx.pt, tensor \x1b[31m\n: it is \x07", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(@"\x07. Rename \u202eit.", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 0, 1000);
        Assert.Equal(@"\x1bx", new InvalidFileException("\ex").Message);
    }
}
