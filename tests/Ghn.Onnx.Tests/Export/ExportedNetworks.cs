using Ghn.Networks;
using Ghn.Onnx.Export;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx.Tests;

/// <summary>
/// All networks of these tests as ONNX files, run by ONNX Runtime and looked through by ONNX's own checker: that by a single process, which
/// takes its time to start.
/// </summary>
internal static class ExportedNetworks
{
    private const int Samples = 2;

    /// <summary>The network whose weights lie beside its file.</summary>
    private const string Divided = "narrow ViT";

    /// <summary>PyTorch names the missing shift of a layer normalisation by an empty text, on which ONNX Runtime 1.22 crashes.</summary>
    private const string NotForRuntime = "user_partial_norms__op17_folded";

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Checked = new(Check);

    /// <summary>What the networks are called.</summary>
    public static IEnumerable<string> Names => [.. LayerNetworks.Names, .. WholeNetworks.Names, .. ReplacedFiles];

    /// <summary>Files of PyTorch's exporter that got other weights.</summary>
    private static IEnumerable<string> ReplacedFiles =>
        [.. GoldenOnnx.Names("onnx").Where(name => name != NotForRuntime), "shufflenet_v2_x0_5__op13_preserve_dyn",
            "swin_t__op13_preserve"];

    /// <summary>What ONNX's checker complains about in each file; empty for nothing.</summary>
    public static IReadOnlyDictionary<string, string> Complaints => Checked.Value;

    /// <summary>Writes a network and has both sides run it on images.</summary>
    /// <returns>What Ghn computes, and what ONNX Runtime does.</returns>
    public static (Tensor Expected, Tensor Actual) Run(string name) => InFolder(folder =>
    {
        string path = Path.Combine(folder, "network.onnx");
        using Networks.Execution.Model model = Write(path, name);
        using Tensor images = HashedValues.Batch([Samples, .. model.Network.InputShape]);
        return (model.Predict(images), OnnxRuntimeOracle.First(path, images));
    });

    private static Dictionary<string, string> Check() => InFolder(folder =>
    {
        foreach (string name in Names)
        {
            Write(Path.Combine(folder, $"{name}.onnx"), name).Dispose();
        }

        return OnnxChecker.Check(folder);
    });

    private static T InFolder<T>(Func<string, T> use)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ghn-onnx-");
        try
        {
            return use(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Networks.Execution.Model Write(string path, string name) =>
        ReplacedFiles.Contains(name) ? Replace(path, name) : Export(path, name);

    private static Networks.Execution.Model Export(string path, string name)
    {
        Network network = LayerNetworks.Names.Contains(name) ? LayerNetworks.Create(name) : WholeNetworks.Create(name);
        var model = new Networks.Execution.Model(network, HashedValues.StateOf(network, WholeNetworks.GainOf(name)));
        ModelProto protocol = NetworkExporter.ToProtocol(model, []);
        OnnxFileWriter.Write(path, protocol, NetworkExporter.NumbersOf(protocol, model), default, name == Divided ? 0 : long.MaxValue);
        return model;
    }

    private static Networks.Execution.Model Replace(string path, string name)
    {
        OnnxModel file = GoldenOnnx.Load(GoldenOnnx.Names("onnx").Contains(name) ? "onnx" : "onnx_noweights", name);
        StateDict weights = WeightForms.Other(file);
        OnnxExport.Save(path, file, weights);
        return new Networks.Execution.Model(file.Network, weights);
    }
}
