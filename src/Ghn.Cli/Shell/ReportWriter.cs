using System.Text;
using Ghn.Tensors.Files;

namespace Ghn.Cli.Shell;

/// <summary>
/// Lines for people: each that is written is one line and printable, whatever is in the names that it shows. What a machine reads, or
/// what has lines of its own, goes past this.
/// </summary>
/// <param name="output">Where the lines go.</param>
internal sealed class ReportWriter(TextWriter output) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write($"{value}");

    /// <inheritdoc/>
    public override void Write(string? value) => output.Write(PrintableText.Of(value ?? string.Empty));

    /// <inheritdoc/>
    public override void WriteLine() => output.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value) => output.WriteLine(PrintableText.Of(value ?? string.Empty));
}
