using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Threading;
using Ghn.Training.Data.Loading;
using Ghn.Training.Distribution;

namespace Ghn.Training.HyperNetworks;

/// <summary>
/// Draws the networks of each training step: passes over all architectures, each in an order of its own, and a new width for each
/// network. A meta-batch with too many nodes is dropped, and the next ones are taken, as the reference does.
/// </summary>
public sealed class MetaBatchSampler
{
    private const int ReferenceNodes = 2200;
    private const int ReferenceMetaBatch = 8;

    private readonly IReadOnlyList<DeepNet> _architectures;
    private readonly int _classCount;
    private readonly int _imageSize;
    private readonly ulong _seed;
    private int[] _order = [];
    private long _orderedPass = -1;

    /// <summary>Prepares the draws.</summary>
    /// <param name="architectures">The architectures to draw from.</param>
    /// <param name="metaBatch">How many networks make a step.</param>
    /// <param name="classCount">The number of classes of the networks.</param>
    /// <param name="imageSize">The height and width of their images.</param>
    /// <param name="seed">The seed of orders and widths.</param>
    /// <exception cref="ArgumentException">There are fewer architectures than a meta-batch takes.</exception>
    public MetaBatchSampler(IReadOnlyList<DeepNet> architectures, int metaBatch, int classCount, int imageSize, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(architectures);
        ArgumentOutOfRangeException.ThrowIfLessThan(metaBatch, 1);
        if (architectures.Count < metaBatch)
        {
            throw new InvalidRequestException(
                $"{architectures.Count} architectures do not make a meta-batch of {metaBatch}.");
        }

        (_architectures, MetaBatch, _classCount, _imageSize, _seed) = (architectures, metaBatch, classCount, imageSize, seed);
    }

    /// <summary>How many networks make a step.</summary>
    public int MetaBatch { get; }

    /// <summary>How many architectures have been taken so far, dropped ones included: setting it continues from there.</summary>
    public long Position { get; set; }

    /// <summary>Whether networks may be as wide as GHN-3's public code has them in training on ImageNet.</summary>
    public bool AllowsWider { get; init; }

    /// <summary>The most nodes of a meta-batch: 275 for each network, 2200 at least; no limit for a single network.</summary>
    public long MaxNodes =>
        MetaBatch == 1 ? long.MaxValue : (long)ReferenceNodes / ReferenceMetaBatch * Math.Max(ReferenceMetaBatch, MetaBatch);

    /// <summary>The most parameters that a network may have; larger ones are passed over.</summary>
    public long MaxParameters { get; init; } = long.MaxValue;

    /// <summary>What processes that share steps must have alike.</summary>
    internal IReadOnlyList<(string Name, string? Value)> Identity =>
    [
        ("the number of architectures", $"{_architectures.Count}"),
        ("the networks of a step", $"{MetaBatch}"),
        ("the classes of networks", $"{_classCount}"),
        ("the image size of networks", $"{_imageSize}"),
        ("the seed of architectures", $"{_seed}"),
        ("the most parameters of an architecture", $"{MaxParameters}"),
        ("whether networks may be wider", $"{AllowsWider}"),
    ];

    /// <summary>Looks for an architecture that is small enough, which takes long only where there is none. Nothing is taken.</summary>
    /// <exception cref="ArgumentException">All architectures are too large; the message tells the size of the smallest.</exception>
    public void RequireSmallEnough()
    {
        long smallest = long.MaxValue;
        for (long position = Position; position - Position < _architectures.Count; position++)
        {
            smallest = Math.Min(smallest, ParametersOf(DrawAt(position).Architecture));
            if (smallest <= MaxParameters)
            {
                return;
            }
        }

        throw new InvalidRequestException(
            $"None of {_architectures.Count} architectures has at most {MaxParameters} parameters; the smallest has {smallest}.");
    }

    /// <summary>The networks of the next step.</summary>
    /// <exception cref="InvalidOperationException">All architectures are too large.</exception>
    public IReadOnlyList<TrainingArchitecture> Next() => Next(SingleProcess.Instance);

    /// <summary>
    /// This process's share of the networks of the next step. Each process builds its own only; whether all of them together have too
    /// many nodes, the processes find out together.
    /// </summary>
    /// <exception cref="InvalidOperationException">All architectures are too large.</exception>
    /// <exception cref="ProcessFailedException">Another process could not build its networks, or was lost.</exception>
    public IReadOnlyList<TrainingArchitecture> Next(ICommunicator processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        while (true)
        {
            TrainingArchitecture[] own = processes.RunCollectively(
                () => Build([.. Draw().Where((_, index) => index % processes.Size == processes.Rank)]));
            double[] nodes = [own.Sum(network => network.Graph.Nodes.Count)];
            processes.AllReduceSum(nodes);
            if (nodes[0] <= MaxNodes)
            {
                return own;
            }
        }
    }

    /// <summary>Takes the next architectures that are not too large, as many as make a step.</summary>
    private List<(int Index, DeepNet Architecture)> Draw()
    {
        var drawn = new List<(int Index, DeepNet Architecture)>();
        long first = Position;
        while (drawn.Count < MetaBatch)
        {
            (int Index, DeepNet Architecture) next = DrawAt(Position++);
            if (ParametersOf(next.Architecture) <= MaxParameters)
            {
                drawn.Add(next);
            }
            else if (drawn.Count == 0 && Position - first >= _architectures.Count)
            {
                throw new InvalidOperationException(
                    $"None of {_architectures.Count} architectures has at most {MaxParameters} parameters.");
            }
        }

        return drawn;
    }

    /// <summary>An architecture in the width that it has at a position.</summary>
    private (int Index, DeepNet Architecture) DrawAt(long position)
    {
        int index = IndexAt(position);
        return (index, WidthRules.Draw(_architectures[index], new RandomSource(_seed, $"width of draw {position}"), AllowsWider));
    }

    private long ParametersOf(DeepNet architecture) => architecture.CountParameters(_classCount, _imageSize);

    private int IndexAt(long position)
    {
        (long pass, long place) = Math.DivRem(position, _architectures.Count);
        if (pass != _orderedPass)
        {
            (_order, _orderedPass) = (OrderOf(pass), pass);
        }

        return _order[place];
    }

    /// <summary>Builds networks, one on each thread.</summary>
    private TrainingArchitecture[] Build(IReadOnlyList<(int Index, DeepNet Architecture)> drawn)
    {
        var networks = new TrainingArchitecture[drawn.Count];
        WorkerPool.For(drawn.Count, i => networks[i] = new TrainingArchitecture(
            drawn[i].Architecture.ToNetwork(_classCount, _imageSize, name: $"architecture {drawn[i].Index}")));
        return networks;
    }

    private int[] OrderOf(long pass)
    {
        int[] order = [.. Enumerable.Range(0, _architectures.Count)];
        Shuffling.Shuffle(order, new RandomSource(_seed, $"order of pass {pass}"));
        return order;
    }
}
