using System.Text;

namespace Ghn.Fuzz.Mutations;

/// <summary>Changes fields and rows of comma-separated values.</summary>
internal static class TableMutation
{
    private static readonly string[] Fields =
        ["", "\"", "a,b", "\"x\"\"y\"", "\u001b[31m", "1e17", "-1", "NaN", "∞", "9223372036854775807", "2147483648"];

    /// <summary>A changed table.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> table, Random random)
    {
        List<string> rows = [.. Encoding.UTF8.GetString(table).Split('\n')];
        int row = random.Next(rows.Count);
        switch (random.Next(8))
        {
            case 0:
                rows.RemoveAt(row);
                break;
            case 1:
                rows.Insert(row, rows[random.Next(rows.Count)]);
                break;
            default:
                List<string> fields = [.. rows[row].Split(',')];
                int place = random.Next(fields.Count);
                if (random.Next(6) == 0)
                {
                    fields.RemoveAt(place);
                }
                else
                {
                    fields[place] = random.Next(2) == 0 ? InterestingNumbers.Text(random) : Fields[random.Next(Fields.Length)];
                }

                rows[row] = string.Join(',', fields);
                break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', rows));
    }
}
