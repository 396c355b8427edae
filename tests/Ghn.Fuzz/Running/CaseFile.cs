using System.Globalization;
using System.Text;
using Ghn.Fuzz.Readers;

namespace Ghn.Fuzz.Running;

/// <summary>A damaged file that can be tried again: which reader's it is, what it was drawn from, and its bytes.</summary>
/// <param name="Reader">The name of the reader.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Index">The number of the case.</param>
/// <param name="Bytes">The damaged file.</param>
internal sealed record CaseFile(string Reader, int Seed, long Index, byte[] Bytes)
{
    private const string Mark = "ghn-fuzz";

    /// <summary>Draws a case: the same for the same reader, seed and number.</summary>
    public static CaseFile Draw(Reader reader, int seed, long index)
    {
        var random = new Random(HashCode(reader.Name, seed, index));
        byte[] bytes = reader.Seeds[random.Next(reader.Seeds.Count)];
        return new CaseFile(reader.Name, seed, index, reader.Mutate(bytes, random));
    }

    /// <summary>Reads a saved case.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static CaseFile Load(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int end = Array.IndexOf(file, (byte)'\n');
        string[] words = end < 0 ? [] : Encoding.UTF8.GetString(file, 0, end).Split(' ');
        return words is [Mark, var reader, var seed, var index]
            ? new CaseFile(
                reader, int.Parse(seed, CultureInfo.InvariantCulture), long.Parse(index, CultureInfo.InvariantCulture), file[(end + 1)..])
            : throw new FormatException($"{path} is no case that this program has saved.");
    }

    /// <summary>Saves the case.</summary>
    /// <returns>Where.</returns>
    public string Save(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{Reader}-{Seed}-{Index}.case");
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes($"{Mark} {Reader} {Seed} {Index}\n"), .. Bytes]);
        return path;
    }

    /// <summary>Mixes what a case depends on; string hashes of .NET differ from process to process.</summary>
    private static int HashCode(string name, int seed, long index)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in Encoding.UTF8.GetBytes($"{name} {seed} {index}"))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return (int)(hash >> 33);
    }
}
