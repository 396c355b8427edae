using System.Diagnostics;
using Ghn.Tensors.Kernels.Convolution;

namespace Ghn.Benchmarks;

/// <summary>PyTorch's convolution as Debian's python3-torch installs it, in a process of its own that answers requests.</summary>
internal sealed class ConvolutionRival : IDisposable
{
    private readonly Process _process;

    public ConvolutionRival(int threads)
    {
        Threads = threads;
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(Repository.Root, "bench", "convolution_rival.py"));
        start.ArgumentList.Add($"{threads}");
        _process = Process.Start(start)!;
    }

    public int Threads { get; }

    /// <summary>The times in seconds of some repetitions of <c>forward</c>, or of the gradient of <c>input</c> or <c>weight</c>.</summary>
    public double[] Measure(string operation, int repetitions, in ConvolutionGeometry g)
    {
        _process.StandardInput.WriteLine(
            $"{operation} {repetitions} {g.Batch} {g.InChannels} {g.Height} {g.Width} {g.OutChannels} {g.KernelHeight} {g.KernelWidth} "
            + $"{g.StrideHeight} {g.StrideWidth} {g.PaddingHeight} {g.PaddingWidth} {g.DilationHeight} {g.DilationWidth} {g.Groups}");
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("PyTorch gave no answer; see its message above.");
        return [.. answer.Split(' ').Select(double.Parse)];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
