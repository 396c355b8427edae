using System.Runtime.CompilerServices;

namespace Ghn.Testing;

/// <summary>A test that needs Python with PyTorch, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    private static readonly bool IsTorchThere = Python.Has("torch");

    public TorchFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = IsTorchThere ? null : $"'{Python.Path} -c \"import torch\"' fails: install python3-torch.";
}
