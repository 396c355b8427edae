using System.Globalization;
using Ghn.Training.Distribution;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Cli.Shell;

/// <summary>
/// A stream that the shell gave the process: its standard output, or its standard error. A reader that went away, as <c>head</c> does,
/// is no failure. Whatever else stands in the way of results is one that says so; what stands in the way of words about the work is not.
/// </summary>
internal sealed class StandardStream : Stream
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    /// <summary>EPIPE, on all systems that have it.</summary>
    private const int BrokenPipe = 32;

    /// <summary>O_CLOEXEC, as Linux shows it.</summary>
    private const int ClosedOnExecution = 0x80000;

    private readonly Stream? _stream;
    private readonly bool _holdsResults;

    private StandardStream(int descriptor)
    {
        _holdsResults = descriptor == OutputDescriptor;
        _stream = IsOpen(descriptor) ? Open(descriptor) : null;
    }

    /// <summary>Standard output.</summary>
    public static StandardStream Output() => new(OutputDescriptor);

    /// <summary>Standard error.</summary>
    public static StandardStream Error() => new(ErrorDescriptor);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">These are results, and they cannot be written.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (_stream is not null)
            {
                _stream.Write(buffer);
            }
            else if (_holdsResults)
            {
                throw new IOException("it is closed");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            IOException reason = error as IOException ?? error.InnerException as IOException ?? new IOException(error.Message, error);
            if (_holdsResults && reason.HResult != BrokenPipe)
            {
                throw new IOException(
                    $"the results cannot be written to standard output: {reason.Message.TrimEnd('.')}. Send them elsewhere.", error);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Opens a stream. What seems to be a terminal under mpirun is not: .NET's console would prepare it by control characters, which
    /// mpirun passes on to wherever the output goes.
    /// </summary>
    private static Stream Open(int descriptor)
    {
        if (Mpirun.ProcessCount > 1)
        {
            return new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        }

        return descriptor == OutputDescriptor ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    /// <summary>
    /// Whether the shell has left a stream open. If not, the runtime's own files take its number, and must not be written: unlike what a
    /// process is given, they are closed where it executes another program. Only Linux tells.
    /// </summary>
    private static bool IsOpen(int descriptor)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        const string Flags = "flags:";
        try
        {
            string line = File.ReadLines($"/proc/self/fdinfo/{descriptor.ToString(CultureInfo.InvariantCulture)}")
                .First(line => line.StartsWith(Flags, StringComparison.Ordinal));
            return (Convert.ToInt32(line[Flags.Length..].Trim(), fromBase: 8) & ClosedOnExecution) == 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return true;
        }
    }
}
