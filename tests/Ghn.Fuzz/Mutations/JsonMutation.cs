using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ghn.Fuzz.Mutations;

/// <summary>
/// Changes a value, a name or the order somewhere in a JSON document, which stays one; JSON within its texts is changed likewise.
/// </summary>
internal static class JsonMutation
{
    private const int DeepNesting = 70;

    private static readonly string[] Texts =
        ["", "\0", "\u001b[31m", "ß名😀", "F32", "F64", "bnorm", "none", "sep_conv_3x3", new('x', 5000)];

    /// <summary>A changed document.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static byte[] Apply(ReadOnlySpan<byte> json, Random random)
    {
        var reader = new Utf8JsonReader(json);
        JsonNode root = JsonNode.Parse(ref reader) ?? throw new JsonException("null");
        int changes = 1 + random.Next(random.Next(1, 4));
        for (int i = 0; i < changes; i++)
        {
            Change(root, random);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>Goes down a random way, and changes what lies at its end.</summary>
    private static void Change(JsonNode node, Random random)
    {
        while (true)
        {
            int count = node is JsonObject members ? members.Count : node is JsonArray items ? items.Count : 0;
            if (count == 0)
            {
                return;
            }

            int place = random.Next(count);
            JsonNode? child = node is JsonObject parent ? parent.ElementAt(place).Value : node[place];
            if (child is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } && random.Next(8) > 0)
            {
                node = child;
                continue;
            }

            if (node is JsonObject named)
            {
                ChangeMember(named, named.ElementAt(place).Key, random);
            }
            else
            {
                ChangeItem((JsonArray)node, place, random);
            }

            return;
        }
    }

    private static void ChangeMember(JsonObject node, string name, Random random)
    {
        JsonNode? value = node[name];
        switch (random.Next(6))
        {
            case 0:
                node.Remove(name);
                break;
            case 1:
                node.Remove(name);
                node[Texts[random.Next(Texts.Length)]] = value?.DeepClone();
                break;
            case 2:
                string other = node.ElementAt(random.Next(node.Count)).Key;
                node[name] = node[other]?.DeepClone();
                break;
            default:
                node[name] = Changed(value, random);
                break;
        }
    }

    private static void ChangeItem(JsonArray node, int place, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                node.RemoveAt(place);
                break;
            case 1:
                node.Insert(place, node[random.Next(node.Count)]?.DeepClone());
                break;
            default:
                node[place] = Changed(node[place], random);
                break;
        }
    }

    private static JsonNode? Changed(JsonNode? value, Random random)
    {
        if (value is JsonValue text && text.TryGetValue(out string? inner) && inner.StartsWith('{') && random.Next(5) > 0)
        {
            return Encoding.UTF8.GetString(Apply(Encoding.UTF8.GetBytes(inner), random));
        }

        long near = value is JsonValue number && number.TryGetValue(out long known) ? known : 0;
        return random.Next(10) switch
        {
            0 => null,
            1 => random.Next(2) == 0,
            2 => new JsonObject(),
            3 => new JsonArray(),
            4 => Texts[random.Next(Texts.Length)],
            5 => random.Next(2) == 0 ? 0.5 : 1e300,
            6 => Nested(random.Next(1, DeepNesting)),
            _ => InterestingNumbers.Next(random, near),
        };
    }

    private static JsonNode Nested(int levels)
    {
        JsonNode node = 1L;
        for (int i = 0; i < levels; i++)
        {
            node = new JsonArray(node);
        }

        return node;
    }
}
