using Ghn.Fuzz.Readers;
using Ghn.Fuzz.Running;

namespace Ghn.Fuzz;

/// <summary>A fixed number of cases for each reader, the same ones every time: a small part of what the program tries.</summary>
public class FuzzTests
{
    /// <summary>For a reader whose share is 1.</summary>
    private const int Cases = 3000;
    private const int Seed = 20_261_130;

    public static TheoryData<string> Readers => [.. ReaderCatalog.All.Select(reader => reader.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Damaged_files_are_read_or_refused_in_time_and_at_a_bounded_cost(string name)
    {
        Reader reader = ReaderCatalog.All.Single(candidate => candidate.Name == name);
        long cases = (long)(Cases * reader.Share);
        var run = new FuzzRun([reader], cases, Seed, Path.Combine(Path.GetTempPath(), "ghn-fuzz-failures"));
        run.Run(threads: 2);

        ReaderTotals totals = run.Totals[0];
        Assert.Equal(cases, totals.Cases);
        Assert.True(totals.Failures == 0, string.Join('\n', totals.Messages));

        // Unless both happen often, the damage is too small or too great to find anything.
        Assert.InRange(totals[CaseOutcome.Accepted], reader.IsChecked ? 1 : cases / 200, cases);
        Assert.InRange(totals[CaseOutcome.CleanError], cases / 50, cases);
    }

    [Fact]
    public void A_valid_file_is_accepted_by_every_reader()
    {
        foreach (Reader reader in ReaderCatalog.All)
        {
            var unchanged = reader with { Mutate = (bytes, _) => bytes.ToArray() };
            var run = new FuzzRun([unchanged], 20, Seed, Path.GetTempPath());
            run.Run(threads: 1);
            Assert.True(run.Totals[0][CaseOutcome.Accepted] == 20, $"{reader.Name}: {string.Join('\n', run.Totals[0].Messages)}");
        }
    }

    [Fact]
    public void Errors_that_are_not_promised_and_cases_that_hang_or_fill_the_memory_are_found_and_can_be_tried_again()
    {
        string folder = Directory.CreateTempSubdirectory("ghn-fuzz-test-").FullName;
        int calls = 0;
        Reader reader = ReaderCatalog.All[0] with
        {
            Read = path =>
            {
                switch (Interlocked.Increment(ref calls) % 3)
                {
                    case 0:
                        throw new InvalidOperationException("a bug");
                    case 1:
                        GC.KeepAlive(new byte[CaseResult.MaxBytes]);
                        break;
                    default:
                        throw new Ghn.Tensors.Files.InvalidFileException("another", "byte 0", "it names another file");
                }
            },
        };
        var run = new FuzzRun([reader], 6, Seed, folder);
        run.Run(threads: 1);

        Assert.Equal((4, 2), (run.Totals[0][CaseOutcome.Unexpected], run.Totals[0][CaseOutcome.TooLarge]));
        string saved = Directory.GetFiles(folder, "*.case").First();
        var file = CaseFile.Load(saved);
        Assert.Equal(CaseFile.Draw(reader, Seed, file.Index).Bytes, file.Bytes);
        Directory.Delete(folder, recursive: true);
    }
}
