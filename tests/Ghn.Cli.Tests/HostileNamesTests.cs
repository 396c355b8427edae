using System.Text.Json;
using System.Xml.Linq;
using Ghn.Cli.Output;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Testing.Protocol;
using Google.Protobuf;

namespace Ghn.Cli.Tests;

/// <summary>Names in files that command the terminal, break lines or turn the reading order are shown by what they hold.</summary>
public sealed class HostileNamesTests : IDisposable
{
    private const string Hostile = "\e]0;pwned\a\e[31mRED\nNEW\r\u202e\u2028\ufffe\u009b1m\"<&>";
    private const string Shown = @"\x1b]0;pwned\x07\x1b[31mRED\nNEW\r\u202e\u2028\ufffe\x9b1m""<&>";

    private readonly TemporaryFolder _folder = new();
    private readonly string _network;
    private readonly string _weights;

    public HostileNamesTests()
    {
        _network = _folder.File("network.onnx");
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx_unknown", "decoder"));
        foreach (NodeProto node in model.Graph.Node)
        {
            node.OpType = node.OpType == "Upscale" ? Hostile : node.OpType;
            node.Name = Hostile + node.Name;
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = Renamed(node.Input[i]);
            }
        }

        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            tensor.Name = Renamed(tensor.Name);
        }

        File.WriteAllBytes(_network, model.ToByteArray());
        _weights = _folder.File("weights.safetensors");
        using var weights = new StateDict { [Hostile] = Tensor.Zeros([2]) };
        weights.Metadata[Hostile] = Hostile;
        weights.Save(_weights);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("graph NETWORK")]
    [InlineData("graph NETWORK --skip-unknown")]
    [InlineData("graph NETWORK --skip-unknown --format dot")]
    [InlineData("graph NETWORK --skip-unknown --format svg")]
    [InlineData("graph NETWORK --skip-unknown --format json")]
    [InlineData("predict NETWORK --skip-unknown --parameters --ghn GHN")]
    [InlineData("predict NETWORK --skip-unknown --json --ghn GHN")]
    [InlineData("inspect WEIGHTS")]
    [InlineData("inspect WEIGHTS --json")]
    [InlineData("predict squeezenet1_1 --ghn WEIGHTS")]
    [InlineData("run squeezenet1_1 --weights WEIGHTS --input IMAGES")]
    [InlineData("inspect \e[2Jmissing.pt")]
    [InlineData("predict resnet\e[2J")]
    [InlineData("\e[2J")]
    public void Nothing_that_is_printed_commands_the_terminal(string command)
    {
        string images = _folder.File("images.npy");
        using Tensor zeros = Tensor.Zeros([1, 3, 64, 64]);
        new StateDict { ["images"] = zeros }.Save(images);
        ToolResult result = Tool.Run(
            [
                .. command.Split(' ').Select(word => word switch
                {
                    "NETWORK" => _network,
                    "WEIGHTS" => _weights,
                    "GHN" => GoldenGhns.PathOf("ghn3_micro_c10.pt"),
                    "IMAGES" => images,
                    _ => word,
                }),
            ]);
        string printed = result.Output + result.Error;
        Assert.Equal(
            printed.Replace("\n", string.Empty, StringComparison.Ordinal),
            PrintableText.Of(printed.Replace("\n", string.Empty, StringComparison.Ordinal)));
        Assert.True(result.Code == ExitCode.Done || result.Error.Count(character => character == '\n') == 1);
    }

    [Fact]
    public void Tables_errors_and_warnings_show_names_by_what_they_hold()
    {
        ToolResult graph = Tool.Run("graph", _network, "--skip-unknown");
        Assert.Contains($"passed over as unknown ({Shown}", graph.Error, StringComparison.Ordinal);
        Assert.Contains($"  {Shown}", graph.Output, StringComparison.Ordinal);
        Assert.Contains(
            $" ({Shown}): the operation belongs to com.example, not to ONNX", Tool.Run("graph", _network).Complaint(ExitCode.Failed),
            StringComparison.Ordinal);
        string inspected = Tool.Run("inspect", _weights).Success();
        Assert.Contains($"metadata  {Shown} = {Shown}\n", inspected, StringComparison.Ordinal);
        Assert.Contains($"\n{Shown}  2 ", inspected, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_keeps_names_as_they_are()
    {
        JsonElement inspected = JsonDocument.Parse(Tool.Run("inspect", _weights, "--json").Success()).RootElement;
        Assert.Equal(Hostile, inspected.GetProperty("tensors")[0].GetProperty("name").GetString());
        Assert.Equal(Hostile, inspected.GetProperty("metadata").GetProperty(Hostile).GetString());
        JsonElement graph = JsonDocument.Parse(Tool.Run("graph", _network, "--skip-unknown", "--format", "json").Output).RootElement;
        Assert.Contains(
            graph.GetProperty("nodes").EnumerateArray(),
            node => node.GetProperty("name").GetString()!.Contains(Hostile, StringComparison.Ordinal));
    }

    [Fact]
    public void An_svg_is_well_formed_and_shows_names_by_what_they_hold()
    {
        var page = XDocument.Parse(Tool.Run("graph", _network, "--skip-unknown", "--format", "svg").Output);
        Assert.Contains(
            page.Descendants(), element => element.Name.LocalName == "title" && element.Value.Contains(Shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Half_a_character_is_replaced_in_json()
    {
        using var state = new StateDict { ["a\ud800b"] = Tensor.Zeros([1]) };
        var terminal = new Terminal(new StringWriter(), TextWriter.Null, ShowsProgress: false, Width: 100, CancellationToken.None);
        JsonOutput.Write(terminal, json => json.WriteStringValue("a\ud800b"));
        Assert.Equal("a\ufffdb", JsonDocument.Parse($"{terminal.Output}").RootElement.GetString());
    }

    [Fact]
    public void A_long_name_widens_a_table_only_so_far()
    {
        using var wide = new StateDict();
        for (int i = 0; i < 1000; i++)
        {
            wide.Add($"t{i}", Tensor.Zeros([0]));
        }

        string name = $"first{new string('x', 500_000)}last";
        wide.Add(name, Tensor.Zeros([0]));
        wide.Metadata[name] = name;
        string path = _folder.File("wide.safetensors");
        wide.Save(path);
        string table = Tool.Run("inspect", path).Success();
        Assert.InRange(table.Length, 1000, 1000 * (TextTable.MaxWidth + 50));
        Assert.Contains("\nfirstx", table, StringComparison.Ordinal);
        Assert.Contains("x…x", table, StringComparison.Ordinal);
        Assert.Contains("xlast  0 ", table, StringComparison.Ordinal);
        string complaint = Tool.Run("predict", "squeezenet1_1", "--ghn", path).Complaint(ExitCode.Failed);
        Assert.InRange(complaint.Length, 1, 5000);
    }

    private static string Renamed(string name) => name is "head.weight" or "up.weight" ? Hostile + name : name;
}
