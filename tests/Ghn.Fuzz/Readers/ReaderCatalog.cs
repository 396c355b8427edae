using Ghn.Fuzz.Mutations;
using Ghn.Training.Data.Images;
using static Ghn.Fuzz.Mutations.ArchiveMutation;
using static Ghn.Fuzz.Mutations.Mutators;

namespace Ghn.Fuzz.Readers;

/// <summary>All readers, in the order of their report: a new one is a line here.</summary>
internal static class ReaderCatalog
{
    private static readonly Mutator Bytes = ByteMutation.Apply;
    private static readonly Mutator Json = Structured(JsonMutation.Apply);
    private static readonly Mutator Pickle = Structured(PickleMutation.Apply);
    private static readonly Mutator Npy = Structured(TensorFileMutation.Npy);
    private static readonly Mutator Protobuf = Structured(ProtobufMutation.Apply);
    private static readonly Mutator Safetensors =
        OneOf(Structured(TensorFileMutation.SafetensorsHeader), Structured(TensorFileMutation.SafetensorsTensors));

    private static readonly Mutator TorchZip =
        Structured(Zip(name => name.EndsWith(".pkl", StringComparison.Ordinal) ? Pickle : Bytes));

    private static readonly byte[][] Pickles =
        [Seeds.Tensors("seed_protocol2.pickle"), Seeds.Tensors("seed_protocol5.pickle"), Seeds.Tensors("seed_arrays.joblib")];

    private static readonly byte[][] Hdf5Files =
    [
        .. from way in (string[])["latest", "v108", "shuffled", "checksums", "user_block"]
           select Seeds.Golden($"deepnets/published/again_{way}.hdf5.gz"),
    ];

    private static readonly Dictionary<string, object?> Content = new()
    {
        ["config"] = new Dictionary<string, object?> { ["hid"] = 8L, ["max_shape"] = new List<object?> { 4L, 4L, 3L, 3L }, ["ve"] = true },
        ["epoch"] = 3L,
        ["loss"] = 0.5,
        ["note"] = "ß",
    };

    /// <summary>The readers.</summary>
    public static IReadOnlyList<Reader> All { get; } =
    [
        new("safetensors", "x.safetensors", [Seeds.Written(".safetensors", Content)], Safetensors, FileReading.Tensors),
        new("torch", "x.pt", [Seeds.Tensors("checkpoint.pt"), Seeds.Written(".pt", Content)], TorchZip, FileReading.Tensors),
        new("torch-legacy", "x.pt", [Seeds.Tensors("checkpoint_legacy.pt")], Pickle, FileReading.Tensors),
        new("joblib", "x.joblib", [Seeds.Tensors("state.pickle"), Seeds.Written(".joblib", Content)], Pickle, FileReading.Tensors),
        new("joblib-zlib", "x.joblib", [Seeds.Tensors("state.pickle.zlib")], Structured(Zlib(Pickle)), FileReading.Tensors),
        new("joblib-gzip", "x.joblib", [Seeds.Tensors("state.pickle.gz")], Structured(Gzip(Pickle)), FileReading.Tensors),
        new("pickle-bz2", "x.joblib", [Seeds.Tensors("seed.pickle.bz2")], Bytes, FileReading.Tensors) { IsChecked = true },
        new("pickle-xz", "x.joblib", [Seeds.Tensors("seed.pickle.xz")], Bytes, FileReading.Tensors) { IsChecked = true },
        new("pickle-lzma", "x.joblib", [Seeds.Tensors("seed.pickle.lzma")], Bytes, FileReading.Tensors),
        new("pickle-protocols", "x.pickle", Pickles, Pickle, FileReading.Tensors),
        new("torch-2017", "x.pth", [Seeds.Tensors("seed_2017.pth")], Pickle, FileReading.Tensors),
        new("torch-script", "x.pt", [Seeds.Tensors("seed_script.pt")], TorchZip, FileReading.Tensors),
        new("torch-values", "x.pt", [Seeds.Tensors("seed_values.pt")], TorchZip, FileReading.Tensors),
        new("shards", "x.safetensors.index.json", [Seeds.ShardIndex()], Json, FileReading.Tensors)
        {
            Companions = new Dictionary<string, byte[]> { [Seeds.ShardName] = Seeds.Written(".safetensors") },
        },
        new("npz-kinds", "x.npz", [Seeds.Tensors("seed_kinds.npz")], Structured(Zip(_ => Npy)), FileReading.Tensors),
        new("npz", "x.npz", [Seeds.Tensors("arrays.npz"), Seeds.Tensors("arrays_compressed.npz")], Structured(Zip(_ => Npy)),
            FileReading.Tensors),
        new("npy", "x.npy", [Seeds.Tensors("array.npy")], Npy, FileReading.Tensors),
        new("ghn", "x.safetensors", Seeds.HyperNetworks(".safetensors"), Safetensors, FileReading.HyperNetwork),
        new("ghn-torch", "x.pt", Seeds.HyperNetworks(".pt"), TorchZip, FileReading.HyperNetwork),
        new("checkpoint", CheckpointReading.FileName, CheckpointReading.Seeds(), Safetensors, CheckpointReading.Read),
        new("run-table", "networks.csv", [TableReading.Seed()], Structured(TableMutation.Apply), TableReading.Read),
        new("onnx", "x.onnx", Seeds.Networks(FileReading.SmallNetworks), Protobuf, path => FileReading.Network(path, skipsUnknown: false))
        {
            Share = 0.5,
        },
        new(
            "onnx-skip", "x.onnx", Seeds.Networks(FileReading.UnknownNetworks), Protobuf,
            path => FileReading.Network(path, skipsUnknown: true)) { Share = 0.5 },
        new("onnx-weights", "x.onnx", [ExternalModel.File()], Protobuf, path => FileReading.Network(path, skipsUnknown: false))
        {
            Companions = ExternalModel.Data(),
        },
        new("network-json", "x.json", FileReading.Architectures(), Json, FileReading.Architecture),
        new("deepnets", "x.deepnets", [FileReading.DeepNets(100), FileReading.DeepNets(3)], OneOf(DeepNetsMutation.Apply, Bytes),
            FileReading.DeepNetsFile),
        new("hdf5", "x.hdf5", [Seeds.Golden("deepnets/published/small.hdf5.gz")], Bytes, FileReading.Published)
        {
            Companions = new Dictionary<string, byte[]> { ["x_meta.json"] = Seeds.Golden("deepnets/published/small_meta.json.gz") },
        },
        new("hdf5-again", "x.hdf5", Hdf5Files, Bytes, FileReading.Published)
        {
            Companions = new Dictionary<string, byte[]> { ["x_meta.json"] = Seeds.Golden("deepnets/published/small_meta.json.gz") },
            Share = 0.3,

            // PureHDF sets aside what a damaged header of the older form names, up to the longest array, and gives it back untouched.
            MaxBytes = 4L << 30,
        },
        new("hdf5-metadata", "x_meta.json", [Seeds.Golden("deepnets/published/small_meta.json.gz")], Json, FileReading.PublishedMetadata)
        {
            Companions = new Dictionary<string, byte[]> { ["x.hdf5"] = Seeds.Golden("deepnets/published/small.hdf5.gz") },
        },
        new("png", "x.png", Seeds.Images(FileReading.Png), Structured(ImageMutation.Png), path => ImageFile.Load(path).Dispose()),
        new("bmp", "x.bmp", Seeds.Images("1.bmp", "grey.bmp", "palette.bmp", "rgb.bmp", "rgba.bmp"), Bytes,
            path => ImageFile.Load(path).Dispose()),
        new("webp", "x.webp", Seeds.Images("alpha.webp", "lossless.webp", "lossy.webp"), Bytes, path => ImageFile.Load(path).Dispose()),
        new("jpeg", "x.jpg", Seeds.Images(FileReading.Jpeg), Structured(ImageMutation.Jpeg), path => ImageFile.Load(path).Dispose()),
        new("cifar-binary", "test_batch.bin",
            [Seeds.CifarImages(Seeds.Golden("images/cifar-10-batches-bin/test_batch.bin"), labelBytes: 1)], Bytes, CifarReading.Cifar10)
        {
            Companions = new Dictionary<string, byte[]>
            {
                ["batches.meta.txt"] = Seeds.Golden("images/cifar-10-batches-bin/batches.meta.txt"),
            },
        },
        new("cifar-python", "test", [Seeds.Packed("cifar-100-python.tar.gz", "test")], Pickle, CifarReading.Cifar100)
        {
            Companions = new Dictionary<string, byte[]> { ["meta"] = Seeds.Packed("cifar-100-python.tar.gz", "meta") },
            Share = 0.2,
        },
        new("cifar-names", "meta", [Seeds.Packed("cifar-100-python.tar.gz", "meta")], Pickle, CifarReading.Cifar100)
        {
            Companions = new Dictionary<string, byte[]> { ["test"] = Seeds.Packed("cifar-100-python.tar.gz", "test") },
            Share = 0.2,
        },
        new("cifar-archive", "x.tar.gz", [Seeds.CifarArchive()], Structured(Gzip(Tar(Bytes))), CifarReading.Archive),
    ];

    /// <summary>A mutator that knows a structure, with plain damage to the whole now and then.</summary>
    private static Mutator Structured(Mutator mutator) => OneOf(mutator.OrBytes(), mutator.OrBytes(), mutator.OrBytes().Repeated(), Bytes);
}
