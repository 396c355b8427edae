using System.Diagnostics;
using System.Text.Json;
using Ghn.Networks.Tests;

namespace Ghn.Onnx.Tests;

/// <summary>ONNX Runtime, as npm's onnxruntime-node, and ONNX's checker, as Debian's python3-onnx.</summary>
internal static class OnnxTools
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<string?> Complaint = new(FindComplaint);

    /// <summary>What has to be installed for these tests; null for nothing.</summary>
    public static string? Missing => Complaint.Value;

    /// <summary>Runs each NAME.onnx of a folder on the images of NAME.bin, of the shape in NAME.json.</summary>
    /// <returns>For each NAME: error, shape, values.</returns>
    public static JsonElement Run(string folder) => JsonOf("node", [Path.Combine(ScriptFolder(), "run.mjs"), folder]);

    /// <summary>Looks each NAME.onnx of a folder through.</summary>
    /// <returns>For each NAME what is wrong, or nothing.</returns>
    public static JsonElement Check(string folder) => JsonOf(Python, [Path.Combine(ScriptFolder(), "check.py"), folder]);

    private static string? FindComplaint()
    {
        string folder = ScriptFolder();
        return !Directory.Exists(Path.Combine(folder, "node_modules", "onnxruntime-node"))
            ? $"There is no ONNX Runtime: run 'npm ci --ignore-scripts' in {Path.GetRelativePath(GoldenZoo.RepositoryFolder(), folder)}."
            : !File.Exists(Python) || Start(Python, ["-c", "import onnx"]).ExitCode != 0
                ? "There is no ONNX checker: install python3-onnx."
                : null;
    }

    private static JsonElement JsonOf(string program, string[] arguments)
    {
        (int exitCode, string output, string errors) = Start(program, arguments);
        return exitCode == 0
            ? JsonDocument.Parse(output).RootElement
            : throw new InvalidOperationException($"{program} ended with {exitCode}: {errors}");
    }

    private static (int ExitCode, string Output, string Errors) Start(string program, string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static string ScriptFolder() =>
        Path.Combine(GoldenZoo.RepositoryFolder(), "tests", "Ghn.Onnx.Tests", "Export", "Oracle");
}

/// <summary>A test that needs ONNX Runtime and ONNX's checker, and says so where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxTheoryAttribute : TheoryAttribute
{
    public OnnxTheoryAttribute() => Skip = OnnxTools.Missing;
}
