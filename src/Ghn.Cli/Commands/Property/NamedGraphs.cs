using Ghn.Analysis.NeuralPredictors;
using Ghn.Analysis.Properties;
using Ghn.Cli.Networks;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;

namespace Ghn.Cli.Commands.Property;

/// <summary>Graphs of the networks that a table names: those of the zoo, and <c>test#7</c> for <c>deepnets:test#7</c>.</summary>
internal sealed class NamedGraphs : IDisposable
{
    /// <summary>No graph depends on how many classes there are.</summary>
    private const int ClassCount = 10;

    private readonly Dictionary<string, PredictorGraph> _graphs = [];

    /// <summary>The networks of a table of which a property was measured.</summary>
    /// <exception cref="Shell.RequestException">There is no network by a name.</exception>
    public PropertySamples<PredictorGraph> Samples(PropertyTable table, string property)
    {
        foreach ((string name, double _) in table.Measured(property).Where(row => !_graphs.ContainsKey(row.Network)))
        {
            string known = Zoo.Names.Contains(name) || DeepNetsReference.Recognizes(name) || File.Exists(name)
                ? name
                : $"{DeepNetsReference.Scheme}{name}";
            Network network = new NetworkRequest(known, new RequestedShape(ClassCount, null)).Load().Network;
            _graphs.Add(name, PredictorGraph.Of(ComputationalGraph.Of(network)));
        }

        return table.Samples(property, _graphs);
    }

    /// <summary>Returns their memory.</summary>
    public void Dispose()
    {
        foreach (PredictorGraph graph in _graphs.Values)
        {
            graph.Dispose();
        }
    }
}
