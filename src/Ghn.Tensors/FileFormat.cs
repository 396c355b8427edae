namespace Ghn.Tensors;

/// <summary>The formats in which named tensors are stored.</summary>
public enum FileFormat
{
    /// <summary>A JSON header and the plain bytes of the tensors; extension .safetensors.</summary>
    Safetensors,

    /// <summary>What <c>torch.save</c> writes since PyTorch 1.6: a zip archive; extension .pt or .pth.</summary>
    TorchZip,

    /// <summary>What <c>torch.save</c> wrote before PyTorch 1.6: five pickles and the storages.</summary>
    TorchLegacy,

    /// <summary>What <c>torch.jit.save</c> writes: a zip archive of a module's tensors and its code, which is not read.</summary>
    TorchScript,

    /// <summary>A pickle of PyTorch tensors or NumPy arrays as joblib writes it, plain or compressed; extension .pt or .joblib.</summary>
    Joblib,

    /// <summary>NumPy's zip archive of named arrays; extension .npz.</summary>
    Npz,

    /// <summary>One NumPy array; extension .npy.</summary>
    Npy,
}
