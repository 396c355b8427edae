using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Ghn.Testing;

/// <summary>Namespaces are folders, each uses only those that it may, and no two use each other in a circle.</summary>
/// <param name="assembly">The assembly, which bears the name of its folder in <c>src</c> and of its root namespace.</param>
/// <param name="allowed">
/// For each namespace, without the root's name, those that it may use. The list reads from the bottom up: nothing uses what comes after it.
/// </param>
public abstract partial class NamespaceTests(Assembly assembly, IReadOnlyList<(string User, string[] Used)> allowed)
{
    private readonly Lazy<IReadOnlyDictionary<string, IReadOnlySet<string>>> _edges = new(() => new NamespaceGraph(assembly).Edges());

    /// <summary>The root namespace, which is the folder in <c>src</c>.</summary>
    protected virtual string Root => assembly.GetName().Name!;

    [Fact]
    public void Namespaces_use_only_what_they_may()
    {
        Dictionary<string, string[]> rules = allowed.ToDictionary(rule => Name(rule.User), rule => rule.Used.Select(Name).ToArray());
        Assert.Empty(_edges.Value.Keys.Except(rules.Keys));
        Assert.Empty(_edges.Value.SelectMany(user => user.Value.Except(rules[user.Key]).Select(used => $"{user.Key} uses {used}")));
    }

    [Fact]
    public void The_graph_of_namespaces_is_not_blind() => Assert.All(
        allowed.Where(rule => rule.Used.Length > 0), rule => Assert.NotEmpty(_edges.Value[Name(rule.User)]));

    [Fact]
    public void No_namespaces_use_each_other_in_a_circle()
    {
        var left = new HashSet<string>(_edges.Value.Keys);
        while (left.FirstOrDefault(name => !_edges.Value[name].Any(left.Contains)) is { } free)
        {
            left.Remove(free);
        }

        Assert.Empty(left);
    }

    [Fact]
    public void Only_the_project_s_own_tests_see_its_internals() => Assert.Equal(
        [$"{Root}.Tests"], assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName));

    [Fact]
    public void Namespaces_are_folders()
    {
        string folder = Path.Combine(Repository.Root, "src", Root);
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            string place = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            Match declared = Declaration().Match(File.ReadAllText(file));
            if (place.Split('.')[0] is not ("obj" or "bin") && declared.Success)
            {
                Assert.Equal((file, Name(place == "." ? "" : place)), (file, declared.Groups[1].Value));
            }
        }
    }

    private string Name(string place) => place.Length == 0 ? Root : $"{Root}.{place}";

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
