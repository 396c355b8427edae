using Ghn.Fuzz.Readers;

namespace Ghn.Fuzz.Running;

/// <summary>What all cases of a reader came to.</summary>
/// <param name="reader">The reader.</param>
/// <param name="failures">The folder that cases are saved in which failed.</param>
internal sealed class ReaderTotals(Reader reader, string failures)
{
    /// <summary>Failures of one kind beyond these are counted, not saved.</summary>
    private const int SavedOfAKind = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<CaseOutcome, long> _counts = [];
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly List<string> _messages = [];

    /// <summary>The reader's name.</summary>
    public string Name => reader.Name;

    /// <summary>The number of cases.</summary>
    public long Cases => _counts.Values.Sum();

    /// <summary>The number of cases that broke a promise.</summary>
    public long Failures => this[CaseOutcome.Unexpected] + this[CaseOutcome.TooSlow] + this[CaseOutcome.TooLarge];

    /// <summary>How long the slowest case took.</summary>
    public double MaxSeconds { get; private set; }

    /// <summary>The most memory that a case asked for.</summary>
    public long MaxBytes { get; private set; }

    /// <summary>Failures, a line for each kind: what happened, how often, and where a case of it is saved.</summary>
    public IEnumerable<string> Messages => _messages.Zip(_kinds, (message, kind) => $"{message} ({kind.Value} of this kind)");

    /// <summary>The number of cases that ended in a way.</summary>
    public long this[CaseOutcome outcome] => _counts.GetValueOrDefault(outcome);

    /// <summary>Counts a case.</summary>
    public void Add(CaseFile file, CaseResult result)
    {
        lock (_lock)
        {
            _counts[result.Outcome] = this[result.Outcome] + 1;
            MaxSeconds = Math.Max(MaxSeconds, result.Seconds);
            MaxBytes = Math.Max(MaxBytes, result.Bytes);
            if (result.Outcome is not (CaseOutcome.Accepted or CaseOutcome.CleanError))
            {
                AddFailure(file, result);
            }
        }
    }

    private void AddFailure(CaseFile file, CaseResult result)
    {
        string place = result.Error?.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains(" Ghn.", StringComparison.Ordinal))
            ?? string.Empty;
        string kind = $"{result.Outcome} {result.Error?.GetType().Name} {place.Trim()}";
        int known = _kinds.GetValueOrDefault(kind);
        _kinds[kind] = known + 1;
        if (known == 0)
        {
            _messages.Add($"{reader.Name}: {kind}: {result.Error?.Message.ReplaceLineEndings(" ")} {result.Seconds:f1} s, "
                + $"{result.Bytes >> 20} MB; replay {file.Save(failures)}");
        }
        else if (known < SavedOfAKind)
        {
            file.Save(failures);
        }
    }
}
