using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Tensors;

namespace Ghn.Cli.Commands.Run;

/// <summary>What <c>ghn run</c> prints.</summary>
internal static class RunReport
{
    private const int Highest = 5;

    /// <summary>Writes the classes with the highest logits of each sample.</summary>
    public static void WriteHighestLogits(TextWriter output, Tensor logits)
    {
        var table = new TextTable("\tsample", "\trank", "\tclass", "\tlogit");
        for (int sample = 0; sample < logits.Shape[0]; sample++)
        {
            float[] values = logits.Slice(sample, 1).Values.ToArray();
            IEnumerable<int> classes = Enumerable.Range(0, values.Length).OrderByDescending(index => values[index]).Take(Highest);
            foreach ((int rank, int index) in classes.Index())
            {
                table.Add($"{sample}", $"{rank + 1}", $"{index}", $"{values[index]:g6}");
            }
        }

        table.Write(output);
    }

    /// <summary>Writes all outputs.</summary>
    public static void WriteJson(Terminal terminal, Network network, string mode, string inputPath, Shape input, StateDict outputs) =>
        JsonOutput.Write(terminal, json =>
        {
            json.WriteStartObject();
            json.WriteString("network", network.Name);
            json.WriteString("mode", mode);
            json.WriteStartObject("input");
            json.WriteString("file", inputPath);
            json.WriteSizes("shape", input);
            json.WriteEndObject();
            json.WriteStartArray("outputs");
            foreach ((string name, Tensor output) in outputs)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteSizes("shape", output.Shape);
                json.WriteStartArray("values");
                for (int sample = 0; sample < output.Shape[0]; sample++)
                {
                    json.WriteRawValue($"[{string.Join(", ", output.Slice(sample, 1).Values.ToArray().Select(Text))}]");
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>JSON has neither infinity nor what is not a number.</summary>
    private static string Text(float value) => float.IsFinite(value) ? $"{value:r}" : "null";
}
