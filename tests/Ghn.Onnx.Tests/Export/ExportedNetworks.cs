using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.Tests;
using Ghn.Onnx.Export;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx.Tests;

/// <summary>
/// All networks of these tests as ONNX files, run by ONNX Runtime and looked through by ONNX's own checker: once, and each
/// by a single process, because both take their time to start.
/// </summary>
internal static class ExportedNetworks
{
    private const int Samples = 2;

    /// <summary>The network whose weights lie beside its file.</summary>
    private const string Divided = "narrow ViT";

    /// <summary>PyTorch names the missing shift of a layer normalisation by an empty text, on which ONNX Runtime 1.22 crashes.</summary>
    private const string NotForRuntime = "user_partial_norms__op17_folded";

    private static readonly Lazy<IReadOnlyDictionary<string, ExportedNetwork>> Exported = new(Export);

    /// <summary>What the networks are called.</summary>
    public static IEnumerable<string> Names => [.. LayerNetworks.Names, .. WholeNetworks.Names, .. ReplacedFiles];

    /// <summary>Files of PyTorch's exporter that got other weights.</summary>
    private static IEnumerable<string> ReplacedFiles =>
        [.. GoldenOnnx.Names("onnx").Where(name => name != NotForRuntime), "shufflenet_v2_x0_5__op13_preserve_dyn", "swin_t__op13_preserve"];

    /// <summary>What has become of a network.</summary>
    public static ExportedNetwork Of(string name) => Exported.Value[name];

    private static Dictionary<string, ExportedNetwork> Export()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ghn-onnx-");
        try
        {
            Dictionary<string, Tensor> expected = Names.ToDictionary(
                name => name, name => Write(Path.Combine(folder.FullName, name), name), StringComparer.Ordinal);
            Task<JsonElement> checks = Task.Run(() => OnnxTools.Check(folder.FullName));
            JsonElement outputs = OnnxTools.Run(folder.FullName);
            return expected.ToDictionary(
                entry => entry.Key,
                entry => new ExportedNetwork(
                    entry.Value,
                    outputs.GetProperty(entry.Key).Deserialize<RuntimeOutput>(JsonSerializerOptions.Web)!,
                    checks.Result.GetProperty(entry.Key).GetString()!),
                StringComparer.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes a network and its images, and says what it computes from them.</summary>
    private static Tensor Write(string path, string name)
    {
        using Networks.Model model = ReplacedFiles.Contains(name) ? Replace($"{path}.onnx", name) : Export($"{path}.onnx", name);
        using Tensor images = HashedValues.Batch([Samples, .. model.Network.InputShape]);
        File.WriteAllBytes($"{path}.bin", images.Bytes(0, int.MaxValue));
        File.WriteAllText($"{path}.json", JsonSerializer.Serialize<IEnumerable<int>>(images.Shape));
        return model.Predict(images);
    }

    private static Networks.Model Export(string path, string name)
    {
        Network network = LayerNetworks.Names.Contains(name) ? LayerNetworks.Create(name) : WholeNetworks.Create(name);
        var model = new Networks.Model(network, HashedValues.StateOf(network, WholeNetworks.GainOf(name)));
        ModelProto protocol = NetworkExporter.ToProtocol(model, []);
        OnnxFileWriter.Write(path, protocol, NetworkExporter.NumbersOf(protocol, model), default, name == Divided ? 0 : long.MaxValue);
        return model;
    }

    private static Networks.Model Replace(string path, string name)
    {
        OnnxModel file = GoldenOnnx.Load(GoldenOnnx.Names("onnx").Contains(name) ? "onnx" : "onnx_noweights", name);
        StateDict weights = WeightForms.Other(file);
        OnnxExport.Save(path, file, weights);
        return new Networks.Model(file.Network, weights);
    }
}

/// <summary>What has become of a network.</summary>
/// <param name="Expected">What Ghn computes.</param>
/// <param name="Actual">What ONNX Runtime computes.</param>
/// <param name="Complaint">What ONNX's checker complains about; empty for nothing.</param>
internal sealed record ExportedNetwork(Tensor Expected, RuntimeOutput Actual, string Complaint);

/// <summary>What ONNX Runtime computes.</summary>
/// <param name="Error">Why it computes nothing; empty if it does.</param>
/// <param name="Shape">The shape of the output.</param>
/// <param name="Values">The output.</param>
internal sealed record RuntimeOutput(string Error, int[] Shape, float[] Values);
