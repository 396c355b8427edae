using System.Diagnostics;
using System.Runtime.InteropServices;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Benchmarks;

/// <summary>The rival: OpenBLAS as Debian's libopenblas0-pthread installs it.</summary>
internal static unsafe class OpenBlas
{
    /// <summary>The size of the matrices that the rate is measured with.</summary>
    public const int RateSize = 1536;

    private const int RateRuns = 15;
    private const string Path = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0";
    private const string CoreType = "OPENBLAS_CORETYPE";
    private const string Tuned = "GHN_BENCHMARK_TUNED";
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    private static readonly nint Library = NativeLibrary.Load(Path);

    private static readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int,
        void> Sgemm =
        (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
        NativeLibrary.GetExport(Library, "cblas_sgemm");

    private static readonly delegate* unmanaged<int, void> SetThreadCount =
        (delegate* unmanaged<int, void>)NativeLibrary.GetExport(Library, "openblas_set_num_threads");

    private static readonly delegate* unmanaged<byte*> GetCoreName =
        (delegate* unmanaged<byte*>)NativeLibrary.GetExport(Library, "openblas_get_corename");

    /// <summary>The processor that OpenBLAS has chosen its kernels for.</summary>
    public static string CoreName => Marshal.PtrToStringUTF8((nint)GetCoreName()) ?? "unknown";

    /// <summary>
    /// OpenBLAS does not know newer processors; it is told to use its AVX-512 kernels by a variable that it reads when it is
    /// loaded. Runs this program again with that variable, and returns its exit code; null when it has been restarted already.
    /// </summary>
    public static int? RestartTuned(string[] arguments)
    {
        if (Environment.GetEnvironmentVariable(Tuned) is not null)
        {
            return null;
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        if (System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(OpenBlas).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("OPENBLAS_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment[CoreType] = System.Runtime.Intrinsics.X86.Avx512F.IsSupported ? "SkylakeX" : "Haswell";
        start.Environment[Tuned] = "1";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>C = A·Bᵀ for dense row-major matrices.</summary>
    public static void MultiplyTransposed(int threads, int m, int n, int k, float* a, float* b, float* c)
    {
        SetThreadCount(threads);
        Sgemm(RowMajor, NoTranspose, Transpose, m, n, k, 1, a, k, b, k, 0, c, n);
    }

    /// <summary>The rate of a product of square matrices of <see cref="RateSize"/>, in GFLOP/s; the median of several.</summary>
    public static double Rate(int threads)
    {
        using Tensor a = Initializer.Uniform(1).Create([RateSize, RateSize], new RandomSource(0, "a"));
        using Tensor b = Initializer.Uniform(1).Create([RateSize, RateSize], new RandomSource(0, "b"));
        using Tensor c = Tensor.Zeros([RateSize, RateSize]);
        var rates = new List<double>();
        for (int run = 0; run < RateRuns; run++)
        {
            long start = Stopwatch.GetTimestamp();
            MultiplyTransposed(threads, RateSize, RateSize, RateSize, (float*)a.Data, (float*)b.Data, (float*)c.Data);
            rates.Add(2e-9 * Math.Pow(RateSize, 3) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return rates.Order().ElementAt(RateRuns / 2);
    }
}
