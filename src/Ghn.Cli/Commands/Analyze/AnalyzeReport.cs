using System.Globalization;
using Ghn.Analysis.Plots;
using Ghn.Analysis.Weights;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Tensors.Files;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Analyze;

/// <summary>What is seen of several starts of a network.</summary>
internal sealed class AnalyzeReport(Network network, MiniBatch? batch, bool usesBatchStatistics, IReadOnlyList<AnalyzedStart> starts)
{
    /// <summary>What the user may not expect.</summary>
    public IEnumerable<string> Warnings =>
        from start in starts
        where start.Propagation is { } propagation && !double.IsFinite(propagation.GradientNorm)
        select $"{network.Name} from {start.Name}: activations or gradients overflow, and what comes of them is left empty.";

    /// <summary>Writes it for people.</summary>
    public void WriteTable(TextWriter output, string? folder)
    {
        var table = new TextTable(
            "start", "\tloss", "\tgradient norm", "\tvariance of activations: first layer", "\tleast", "\tgreatest", "\tlast",
            "\tcorrelation of channels", "\tnear zero");
        foreach (AnalyzedStart start in starts)
        {
            double[] variances = [.. start.Layers.Select(layer => layer.ActivationVariance ?? double.NaN)];
            double[] deviations = [.. start.Layers.Select(layer => layer.Correlation.OffDiagonalDeviation).Where(double.IsFinite)];
            table.Add(
                start.Name,
                Shown(start.Propagation?.Loss),
                Shown(start.Propagation?.GradientNorm),
                Shown(variances.FirstOrDefault(double.NaN)),
                Shown(variances.Length == 0 ? null : variances.Min()),
                Shown(variances.Length == 0 ? null : variances.Max()),
                Shown(variances.LastOrDefault(double.NaN)),
                Shown(deviations.Length == 0 ? null : deviations.Average()),
                start.Sparsity is null ? string.Empty : $"{start.Sparsity.Percent:0.0} %");
        }

        table.Write(output);
        output.WriteLine();
        output.WriteLine(batch is null
            ? "Without images, weights alone were looked at: --data gives some."
            : $"{batch.Labels.Length} images; batch normalisation by {(usesBatchStatistics ? "the batch" : "running statistics")}; the "
                + "correlation is the deviation of those of different channels, the mean over layers");
        if (folder is not null)
        {
            output.WriteLine($"Tables and plots are in {folder}.");
        }
    }

    /// <summary>Writes it for machines.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("network", network.Name);
        json.WriteNumberOrNull("batch", batch?.Labels.Length);
        json.WriteString("bn", usesBatchStatistics ? "batch" : "running");
        json.WriteStartArray("starts");
        foreach (AnalyzedStart start in starts)
        {
            json.WriteStartObject();
            json.WriteString("start", start.Name);
            json.WriteNumberOrNull("loss", start.Propagation?.Loss);
            json.WriteNumberOrNull("gradient_norm", start.Propagation?.GradientNorm);
            json.WriteNumberOrNull("sparsity_first_layer", start.Sparsity?.Percent);
            json.WriteString("first_layer", start.Sparsity?.Parameter);
            json.WriteStartArray("layers");
            foreach (AnalyzedLayer layer in start.Layers)
            {
                json.WriteStartObject();
                json.WriteString("name", layer.Name);
                json.WriteNumberOrNull("activation_variance", layer.ActivationVariance);
                json.WriteNumberOrNull("channel_correlation_std", layer.Correlation.Deviation);
                json.WriteNumberOrNull("channel_correlation_std_off_diagonal", layer.Correlation.OffDiagonalDeviation);
                json.WriteNumber("constant_channels", layer.Correlation.ConstantChannels);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Writes tables and plots into a folder, which is made if need be.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void WriteFolder(string folder)
    {
        var directory = new RunDirectory(folder);
        directory.WriteText("layers.csv", Layers());
        directory.WriteText("histograms.csv", Histograms());
        if (batch is not null)
        {
            WritePlot(
                directory, "variance.svg", "Variance of activations", layer => layer.ActivationVariance ?? double.NaN,
                isLogarithmic: true);
        }

        WritePlot(
            directory, "correlation.svg", "Deviation of the correlations of channels", layer => layer.Correlation.OffDiagonalDeviation,
            isLogarithmic: false);
        foreach (AnalyzedStart start in starts)
        {
            if (start.FirstFilters is { } filters && FilterPicture.CanDraw(filters))
            {
                using var picture = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
                FilterPicture.Write(filters, picture);
                directory.WriteText($"filters-{PrintableText.OfName(start.Name)}.svg", picture.ToString());
            }
        }
    }

    private void WritePlot(RunDirectory directory, string name, string title, Func<AnalyzedLayer, double> value, bool isLogarithmic)
    {
        using var plot = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        LayerPlot.Write(
            [.. starts[0].Layers.Select(layer => layer.Name)],
            [.. starts.Select(start => (start.Name, (IReadOnlyList<double>)[.. start.Layers.Select(value)]))],
            title,
            network.Name,
            isLogarithmic,
            plot);
        directory.WriteText(name, plot.ToString());
    }

    private string Layers() => string.Concat(
        from start in starts
        from layer in start.Layers
        select CommaSeparated.Row(
        [
            CommaSeparated.Shown(start.Name),
            CommaSeparated.Shown(layer.Name),
            Number(layer.ActivationVariance),
            Number(layer.Correlation.Deviation),
            Number(layer.Correlation.OffDiagonalDeviation),
            $"{layer.Correlation.ConstantChannels}",
        ])).Insert(
        0,
        "start,layer,activation_variance,channel_correlation_std,channel_correlation_std_off_diagonal,constant_channels\n");

    private string Histograms() => string.Concat(
        from start in starts
        from layer in start.Layers
        select CommaSeparated.Row(
        [
            CommaSeparated.Shown(start.Name), CommaSeparated.Shown(layer.Name), .. layer.Correlation.Histogram.Select(count => $"{count}"),
        ])).Insert(
        0,
        CommaSeparated.Row(
        [
            "start", "layer",
            .. Enumerable.Range(0, ChannelCorrelation.BinCount).Select(bin => Number(((2.0 * bin) / ChannelCorrelation.BinCount) - 1)),
        ]));

    private static string Number(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : string.Empty;

    private static string Shown(double? value) => value is { } number ? number.ToString("g4", CultureInfo.InvariantCulture) : string.Empty;
}
