using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Ghn.Onnx.Tests;

/// <summary>ONNX's own checker, as Debian's python3-onnx.</summary>
internal static class OnnxChecker
{
    /// <summary>What has to be installed for these tests; null for nothing.</summary>
    public static string? Missing { get; } = Python.Has("onnx") ? null : "There is no ONNX checker: install python3-onnx.";

    /// <summary>Looks each NAME.onnx of a folder through.</summary>
    /// <returns>For each NAME what is wrong, or nothing.</returns>
    public static Dictionary<string, string> Check(string folder)
    {
        string script = Path.Combine(Repository.Root, "tests", "Ghn.Onnx.Tests", "Export", "check.py");
        (int exitCode, string output, string errors) = Python.Start(script, folder);
        return exitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(output)!
            : throw new InvalidOperationException($"{Python.Path} ended with {exitCode}: {errors}");
    }
}

/// <summary>A test that needs ONNX's checker, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxCheckerTheoryAttribute : TheoryAttribute
{
    public OnnxCheckerTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = OnnxChecker.Missing;
}
