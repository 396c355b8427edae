using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Training.Initializations;

/// <summary>
/// How a network's weights start before it is trained.
/// <code>
/// using StateDict weights = Initialization.Orthogonal.Create(Zoo.Create("resnet18"), seed: 1);
/// </code>
/// </summary>
public abstract class Initialization
{
    /// <summary>What people call it: <c>orth</c>.</summary>
    public abstract string Name { get; }

    /// <summary><c>rand</c>: at random, each parameter as torchvision does it.</summary>
    public static Initialization Random { get; } = new RandomInitialization();

    /// <summary>
    /// <c>orth</c>: as <see cref="Random"/>, but every weight of a convolution or a linear layer is a random orthogonal matrix,
    /// as by PyTorch's <c>orthogonal_</c> with gain 1 (Saxe et al., 2014).
    /// </summary>
    public static Initialization Orthogonal { get; } = new OrthogonalInitialization();

    /// <summary>
    /// <c>fixup</c>: as <see cref="Random"/>, but residual branches start at zero and their weights are scaled down with the number of
    /// branches (Zhang et al., 2019); see <see cref="ResidualBranch"/> for what counts as one.
    /// </summary>
    public static Initialization Fixup { get; } = new FixupInitialization();

    /// <summary>
    /// <c>ghn</c>: predicted by a hypernetwork. What it does not predict is as in <see cref="Random"/>: the classification layer is
    /// among it when the GHN was trained for another number of classes.
    /// </summary>
    /// <param name="ghn">The hypernetwork; it stays the caller's.</param>
    /// <param name="beta">The scale of the noise to add, as GHN-3 does before long trainings; null for none.</param>
    /// <param name="given">Weights that the network has already; see <see cref="PredictionOptions.Given"/>.</param>
    public static Initialization Predicted(HyperNetwork ghn, double? beta = null, StateDict? given = null) =>
        new PredictedInitialization(ghn, given, beta);

    /// <summary>
    /// <c>ghn-orth</c>: predicted, then made diverse by noise on all layers, and by orthogonal filters from a layer on; see
    /// <see cref="GhnOrth"/>.
    /// </summary>
    /// <param name="ghn">The hypernetwork; it stays the caller's.</param>
    /// <param name="beta">The scale of the noise, at least 0.</param>
    /// <param name="fromLayer">The first layer to make orthogonal, by its index in <see cref="GhnOrth.Layers"/>.</param>
    /// <param name="given">Weights that the network has already; see <see cref="PredictionOptions.Given"/>.</param>
    public static Initialization PredictedOrthogonal(HyperNetwork ghn, double beta = 1e-5, int fromLayer = 0, StateDict? given = null) =>
        new PredictedInitialization(ghn, given, beta, fromLayer);

    /// <summary>
    /// Weights of a file, under PyTorch's names. Classification layers of another number of classes start as in <see cref="Random"/>,
    /// and of larger kernels the centre is taken, so that weights for ImageNet serve for the small images of CIFAR, too.
    /// </summary>
    /// <param name="path">The file, in any format that <see cref="StateDictFile"/> reads.</param>
    /// <param name="key">Where the state dict stands in a checkpoint; null where the file leaves no doubt.</param>
    /// <param name="convert">Makes what the network takes of what the file holds; null where these are the same.</param>
    public static Initialization FromFile(string path, string? key = null, Func<StateDict, StateDict>? convert = null) =>
        new FileInitialization(path, key, convert);

    /// <summary>Makes the whole state dict of a network, parameters and buffers. It is the caller's.</summary>
    /// <param name="network">The network.</param>
    /// <param name="seed">What everything random depends on.</param>
    /// <exception cref="ArgumentException">The network cannot be initialised so; the message says why.</exception>
    /// <exception cref="IOException">A file cannot be read, or holds weights of another network.</exception>
    public abstract StateDict Create(Network network, ulong seed);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
