using System.Runtime.InteropServices;

namespace Ghn.Training;

/// <summary>The functions of libjpeg-turbo's own interface that decoding needs, and where to find the library.</summary>
internal static unsafe partial class TurboJpeg
{
    /// <summary>Three bytes a pixel: red, green, blue.</summary>
    public const int RgbPixels = 0;

    /// <summary>Four bytes a pixel: cyan, magenta, yellow, black.</summary>
    public const int InkPixels = 11;

    /// <summary>A file of four inks.</summary>
    public const int InkColors = 3;

    /// <summary>A file of luminance, two differences and black.</summary>
    public const int LuminanceInkColors = 4;

    /// <summary>Has decompression end at the first warning.</summary>
    public const int StopOnWarning = 8192;

    /// <summary>The severity of an error that leaves a picture.</summary>
    public const int Warning = 0;

    private const string Library = "turbojpeg";

    /// <summary>The library's names on Linux, on macOS and on Windows.</summary>
    private static readonly string[] FileNames = ["libturbojpeg.so.0", "libturbojpeg.dylib", "turbojpeg.dll", Library];

    static TurboJpeg() => NativeLibrary.SetDllImportResolver(typeof(TurboJpeg).Assembly, static (name, assembly, _) =>
    {
        if (name == Library)
        {
            foreach (string fileName in FileNames)
            {
                if (NativeLibrary.TryLoad(fileName, assembly, null, out nint library))
                {
                    return library;
                }
            }
        }

        return 0;
    });

    /// <summary>Makes what decompresses one picture after the other.</summary>
    /// <param name="fileName">The file for whose sake, for the message.</param>
    /// <exception cref="NotSupportedException">The library is not installed.</exception>
    public static Decompressor Create(string fileName)
    {
        try
        {
            return Create();
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new NotSupportedException(
                $"{fileName}: JPEG images are decoded by libjpeg-turbo, which was not found ({string.Join(", ", FileNames[..^1])}). "
                + "Install it: apt install libturbojpeg0 (Debian, Ubuntu), dnf install turbojpeg (Fedora) or brew install jpeg-turbo.",
                error);
        }
    }

    /// <summary>Reads a picture's size and kind; 0 if all went well.</summary>
    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    public static partial int ReadHeader(
        Decompressor decompressor, byte* source, CULong length, out int width, out int height, out int subsampling, out int colors);

    /// <summary>Decompresses a picture; 0 if all went well.</summary>
    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(
        Decompressor decompressor, byte* source, CULong length, byte* target, int width, int pitch, int height, int format, int flags);

    /// <summary>Whether the last error was a warning only.</summary>
    [LibraryImport(Library, EntryPoint = "tjGetErrorCode")]
    public static partial int ErrorSeverity(Decompressor decompressor);

    /// <summary>What the last error was.</summary>
    public static string Message(Decompressor decompressor) => Marshal.PtrToStringUTF8(ErrorText(decompressor)) ?? "it cannot be decoded";

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial Decompressor Create();

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(Decompressor decompressor);

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint decompressor);

    /// <summary>What decompresses pictures.</summary>
    public sealed class Decompressor() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
    {
        /// <inheritdoc/>
        public override bool IsInvalid => handle == 0;

        /// <inheritdoc/>
        protected override bool ReleaseHandle() => Destroy(handle) == 0;
    }
}
