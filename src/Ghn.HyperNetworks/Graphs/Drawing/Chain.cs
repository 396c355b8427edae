namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// What a drawing keeps in one vertical line: a chain of nodes, or a signal on its way past other nodes.
/// </summary>
/// <param name="Nodes">The nodes of the chain from top to bottom; empty for a passing signal.</param>
/// <param name="First">The first layer in which the line is taken.</param>
/// <param name="Last">The last layer in which the line is taken.</param>
internal sealed record Chain(IReadOnlyList<int> Nodes, int First, int Last);
