namespace Ghn.Training.Runs;

/// <summary>
/// A file of entries, <c>key: value</c> to a line, that a run's folder keeps to know its work again. An entry of a new key joins those
/// that are there; another value for a key that is there is of other work.
/// </summary>
/// <param name="directory">The folder.</param>
/// <param name="name">The file's name.</param>
internal sealed class ManifestFile(RunDirectory directory, string name)
{
    private const string Separator = ": ";

    /// <summary>The entries that are there, as they stand in the file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<string> Entries => LinesOf(directory.ReadText(name) ?? string.Empty);

    /// <summary>An entry as the file holds it.</summary>
    public static string Entry(string key, string? value) => $"{key}{Separator}{value}";

    /// <summary>Complains of an entry that has another value here, and otherwise notes down those that are new.</summary>
    /// <param name="entries">The entries, each as <see cref="Entry"/> writes it.</param>
    /// <param name="complain">Says what is wrong with an entry, given how it was and how it is now.</param>
    /// <exception cref="RunMismatchException">An entry has another value here.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public void RequireSame(IEnumerable<string> entries, Func<string, string, string> complain)
    {
        List<string> known = [.. Entries];
        int before = known.Count;
        foreach (string now in entries.SelectMany(LinesOf))
        {
            string? was = known.Find(entry => KeyOf(entry) == KeyOf(now));
            if (was is null)
            {
                known.Add(now);
            }
            else if (was != now)
            {
                throw new RunMismatchException(
                    $"{directory.Path} {complain(was, now)}. Choose another folder with --run, or delete that one.");
            }
        }

        if (known.Count > before)
        {
            directory.WriteText(name, string.Concat(known.Select(entry => $"{entry}\n")));
        }
    }

    private static string[] LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string KeyOf(string entry) => entry.Split(Separator)[0];
}
