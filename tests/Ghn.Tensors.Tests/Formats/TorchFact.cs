using System.Diagnostics;

namespace Ghn.Tensors.Tests.Formats;

/// <summary>A test that needs Python with PyTorch, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    private static readonly bool IsTorchThere =
        OperatingSystem.IsLinux() && File.Exists(Python.Path) && Python.Run("import torch").ExitCode == 0;

    public TorchFactAttribute() => Skip = IsTorchThere ? null : $"'{Python.Path} -c \"import torch\"' fails: install python3-torch.";
}

/// <summary>Runs scripts in the system's Python.</summary>
internal static class Python
{
    public const string Path = "/usr/bin/python3";

    public static (int ExitCode, string Output) Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.Result);
    }
}
