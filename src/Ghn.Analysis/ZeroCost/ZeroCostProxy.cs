using Ghn.Tensors;

namespace Ghn.Analysis.ZeroCost;

/// <summary>
/// A score of a network that needs a mini-batch, but no training (Abdelfattah et al., 2021; GHN-3 paper, A.4 and Table 19): the higher, the
/// better a network is said to become. Each proxy is its reference's, number for number where single precision allows.
/// <code>
/// double? score = ZeroCostProxy.Named("snip").Score(new ProxyBatch(network, weights, images, labels));
/// </code>
/// </summary>
public sealed class ZeroCostProxy
{
    private readonly Func<ProxyBatch, double?> _score;

    private ZeroCostProxy(string name, Func<ProxyBatch, double?> score) => (Name, _score) = (name, score);

    /// <summary>All proxies that there are here: the paper's but grasp, whose second derivatives single precision does not give.</summary>
    public static IReadOnlyList<ZeroCostProxy> All { get; } =
    [
        new("grad_norm", batch => GradientProxies.GradientNorm(batch)),
        new("snip", batch => GradientProxies.Snip(batch)),
        new("plain", batch => GradientProxies.Plain(batch)),
        new("fisher", batch => Fisher.Score(batch)),
        new("synflow", SynapticFlow.Score),
        new("synflow_bn", SynapticFlow.ScoreWithNormalization),
        new("jacob_cov", JacobianCovariance.Score),
    ];

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The proxy of a name.</summary>
    /// <exception cref="InvalidRequestException">There is none.</exception>
    public static ZeroCostProxy Named(string name) => All.FirstOrDefault(proxy => proxy.Name == name)
        ?? throw new InvalidRequestException($"There is no proxy {name}; there are {string.Join(", ", All.Select(proxy => proxy.Name))}.");

    /// <summary>The score of a network.</summary>
    /// <param name="batch">The network and what it is looked at by.</param>
    /// <returns>
    /// The score; null where it is not to be had: synflow that overflows, synflow_bn of maps of one position, jacob_cov of an image that
    /// changes nothing, or a score that is not finite.
    /// </returns>
    /// <exception cref="ArgumentException">The network does not take such images, or has other classes.</exception>
    public double? Score(ProxyBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _score(batch) is { } score && double.IsFinite(score) ? score : null;
    }
}
