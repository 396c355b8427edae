using System.Text;
using Ghn.Training.Evaluations;
using Ghn.Training.Evaluations.Splits;

namespace Ghn.Fuzz.Readers;

/// <summary>Reads the table of evaluated networks in the folder of a run.</summary>
internal static class TableReading
{
    /// <summary>A table with every kind of field.</summary>
    public static byte[] Seed()
    {
        var text = new StringWriter();
        SplitTable.Write(
            [
                new SplitScore(
                    "test", 0, "ghn.safetensors", 123_456, 77, new Evaluation(1000, 0.38, 0.8, 1.9, 0), TimeSpan.FromSeconds(0.5)),
                new SplitScore(
                    "test", 1, "a,b", 9, 7, new Evaluation(10, 0.1, 0.2, double.NaN, 3), TimeSpan.FromSeconds(2), "not, \"finite\""),
                new SplitScore("resnet18", null, "sgd:30", 1, 2, new Evaluation(1, 0, 1, 2.5, 0), TimeSpan.Zero),
            ],
            text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads a table.</summary>
    public static void Read(string path) => SplitTable.Read(path);
}
