using System.Buffers.Binary;

namespace Ghn.Networks.DeepNets;

/// <summary>
/// An architecture as a few bytes: 12 for sizes and switches, then one for each branch of the normal and of the reduction cell,
/// the operation in its lower half and the state in its upper half. Numbers are little-endian.
/// <list type="table">
/// <item><term>0</term><description>steps of the normal cell − 1, and of the reduction cell − 1 in the upper half</description></item>
/// <item><term>1</term><description>number of cells</description></item>
/// <item><term>2</term><description>switches, one for each bit: doubled channels, adapted inputs, batch normalisation, shrinking stem,
/// stem pool, global pooling, second classifier layer</description></item>
/// <item><term>3</term><description>kernel of the stem</description></item>
/// <item><term>4, 6</term><description>channels; classifier's width</description></item>
/// <item><term>8, 10</term><description>outputs of the normal and of the reduction cell: a bit for each step</description></item>
/// </list>
/// </summary>
internal static class DeepNetRecord
{
    /// <summary>The most bytes that an architecture takes.</summary>
    public const int MaxBytes = FixedBytes + (4 * CellGenotype.MaxSteps);

    private const int FixedBytes = 12;
    private const int FirstStep = 2;

    /// <summary>Writes an architecture.</summary>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static int Write(DeepNet architecture, Span<byte> target)
    {
        (Genotype genotype, DeepNetConfiguration configuration) = architecture;
        configuration.Validated();
        target[0] = (byte)((genotype.Normal.Steps - 1) | ((genotype.Reduction.Steps - 1) << 4));
        target[1] = (byte)configuration.Cells;
        target[2] = Switches(configuration);
        target[3] = (byte)configuration.StemKernel;
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], (ushort)configuration.Channels);
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], (ushort)configuration.ClassifierWidth);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], Outputs(genotype.Normal));
        BinaryPrimitives.WriteUInt16LittleEndian(target[10..], Outputs(genotype.Reduction));
        int length = FixedBytes;
        foreach (CellBranch branch in genotype.Normal.Branches.Concat(genotype.Reduction.Branches))
        {
            target[length++] = (byte)((int)branch.Operation | (branch.Input << 4));
        }

        return length;
    }

    /// <summary>The number of bytes of the architecture at the start of <paramref name="source"/>.</summary>
    public static int Length(ReadOnlySpan<byte> source)
    {
        int length = source.Length == 0 ? 1 : FixedBytes + (2 * ((source[0] & 15) + (source[0] >> 4) + 2));
        return length <= source.Length ? length : throw new ArgumentException("it ends too early.");
    }

    /// <summary>Reads the architecture at the start of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static DeepNet Read(ReadOnlySpan<byte> source)
    {
        source = source[..Length(source)];
        int normalSteps = (source[0] & 15) + 1;
        int switches = source[2];
        bool IsOn(int bit) => (switches & (1 << bit)) != 0;
        var configuration = new DeepNetConfiguration
        {
            Cells = source[1],
            ChannelMultiplier = IsOn(0) ? 2 : 1,
            AdaptsInputs = IsOn(1),
            HasBatchNorm = IsOn(2),
            Stem = IsOn(3) ? StemKind.Shrinking : StemKind.Simple,
            HasStemPool = IsOn(4),
            HasGlobalPooling = IsOn(5),
            ClassifierLayers = IsOn(6) ? 2 : 1,
            StemKernel = source[3],
            Channels = BinaryPrimitives.ReadUInt16LittleEndian(source[4..]),
            ClassifierWidth = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
        };
        ReadOnlySpan<byte> branches = source[FixedBytes..];
        var genotype = new Genotype(
            Cell(branches[..(2 * normalSteps)], BinaryPrimitives.ReadUInt16LittleEndian(source[8..])),
            Cell(branches[(2 * normalSteps)..], BinaryPrimitives.ReadUInt16LittleEndian(source[10..])));
        return new DeepNet(genotype, configuration.Validated());
    }

    private static byte Switches(DeepNetConfiguration configuration)
    {
        bool[] switches =
        [
            configuration.ChannelMultiplier == 2, configuration.AdaptsInputs, configuration.HasBatchNorm,
            configuration.Stem == StemKind.Shrinking, configuration.HasStemPool, configuration.HasGlobalPooling,
            configuration.ClassifierLayers == 2,
        ];
        return (byte)switches.Select((isOn, bit) => isOn ? 1 << bit : 0).Sum();
    }

    private static ushort Outputs(CellGenotype cell) => (ushort)cell.Outputs.Sum(state => 1 << (state - FirstStep));

    private static CellGenotype Cell(ReadOnlySpan<byte> bytes, int outputs)
    {
        var branches = new CellBranch[bytes.Length];
        for (int i = 0; i < branches.Length; i++)
        {
            var operation = (CellOperation)(bytes[i] & 15);
            branches[i] = Enum.IsDefined(operation)
                ? new CellBranch(operation, bytes[i] >> 4)
                : throw new ArgumentException($"{bytes[i] & 15} is the code of no operation.");
        }

        IEnumerable<int> steps = Enumerable.Range(0, 16).Where(bit => (outputs & (1 << bit)) != 0);
        return new CellGenotype(branches, [.. steps.Select(bit => bit + FirstStep)]);
    }
}
