using System.Diagnostics;
using System.Text.Json;
using Ghn.Networks.Tests;

namespace Ghn.Onnx.Tests;

/// <summary>ONNX's own checker, as Debian's python3-onnx.</summary>
internal static class OnnxChecker
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<string?> Complaint = new(FindComplaint);

    /// <summary>What has to be installed for these tests; null for nothing.</summary>
    public static string? Missing => Complaint.Value;

    /// <summary>Looks each NAME.onnx of a folder through.</summary>
    /// <returns>For each NAME what is wrong, or nothing.</returns>
    public static Dictionary<string, string> Check(string folder)
    {
        string script = Path.Combine(GoldenZoo.RepositoryFolder(), "tests", "Ghn.Onnx.Tests", "Export", "check.py");
        (int exitCode, string output, string errors) = Start([script, folder]);
        return exitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(output)!
            : throw new InvalidOperationException($"{Python} ended with {exitCode}: {errors}");
    }

    private static string? FindComplaint() => File.Exists(Python) && Start(["-c", "import onnx"]).ExitCode == 0
        ? null
        : "There is no ONNX checker: install python3-onnx.";

    private static (int ExitCode, string Output, string Errors) Start(string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}

/// <summary>A test that needs ONNX's checker, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxCheckerTheoryAttribute : TheoryAttribute
{
    public OnnxCheckerTheoryAttribute() => Skip = OnnxChecker.Missing;
}
