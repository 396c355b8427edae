using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Benchmarks;

/// <summary>A process that runs one network and answers requests: Ghn's or PyTorch's.</summary>
internal sealed class NetworkProcess : IDisposable
{
    private readonly Process _process;

    private NetworkProcess(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // Debian's OpenBLAS does not know newer processors, and would take its slow kernels.
        start.Environment["OPENBLAS_CORETYPE"] = Avx512F.IsSupported ? "SkylakeX" : "Haswell";
        _process = Process.Start(start)!;
        ParameterCount = long.Parse(Answer(), CultureInfo.InvariantCulture);
    }

    /// <summary>The number of the network's parameters.</summary>
    public long ParameterCount { get; }

    /// <summary>The peak resident memory so far, in bytes.</summary>
    public long PeakBytes => long.Parse(Ask("memory"), CultureInfo.InvariantCulture);

    /// <summary>Ghn running a network.</summary>
    /// <param name="network">Its name and image size, as in <c>resnet50@224</c>.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="threads">The number of threads.</param>
    public static NetworkProcess Ghn(string network, int batch, int threads) =>
        new("dotnet", [typeof(NetworkProcess).Assembly.Location, NetworkWorker.Command, network, $"{batch}", $"{threads}"]);

    /// <summary>PyTorch running the same network in a memory format, <c>contiguous</c> or <c>channels_last</c>.</summary>
    public static NetworkProcess PyTorch(string network, int batch, int threads, string format) =>
        new("/usr/bin/python3", [Path.Combine(Repository.Root, "bench", "networks_rival.py"), network, $"{batch}", $"{threads}", format]);

    /// <summary>The times in seconds of some repetitions of <c>forward</c> or <c>step</c>.</summary>
    public double[] Measure(string request, int repetitions) =>
        [.. Ask($"{request} {repetitions}").Split(' ').Select(time => double.Parse(time, CultureInfo.InvariantCulture))];

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        return Answer();
    }

    private string Answer() =>
        _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The process gave no answer; see its message above.");
}
