using Ghn.HyperNetworks;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Distribution;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.HyperNetworks;

namespace Ghn.Training.Tests;

/// <summary>What processes compare before they work together; here they are threads.</summary>
public class RankAgreementTests
{
    private static readonly string Host = Environment.MachineName;

    [Fact]
    public void Processes_of_the_same_facts_go_on()
    {
        (string, string?)[] facts =
            [("--seed", null), ("--lr", "0.1"), ("a \"name\",\nof two lines", ""), ("the rest", new string('x', 100_000))];
        Assert.All(Compare(facts, facts, facts), Assert.Null);
    }

    [Fact]
    public void A_difference_is_told_to_all_with_its_name_its_values_and_its_processes() => Assert.All(
        Compare([("--seed", "1"), ("--lr", "0.1")], [("--seed", "1"), ("--lr", "0.2")], [("--seed", "1"), ("--lr", "0.1")]),
        failure => Assert.Equal(
            $"the processes differ in --lr: '0.1' in process 0 on {Host} and process 2 on {Host}, '0.2' in process 1 on {Host}. "
            + "Start all of them with the same options, the same files and the same version.",
            Assert.IsType<DisagreementException>(failure).Message));

    [Theory]
    [InlineData(null, "not given in process 1")]
    [InlineData("", "'' in process 1")]
    public void Nothing_is_another_value_than_an_empty_one(string? value, string words) => Assert.All(
        Compare([("--from", "x")], [("--from", value)]),
        failure => Assert.Contains(words, Assert.IsType<DisagreementException>(failure).Message, StringComparison.Ordinal));

    [Fact]
    public void Processes_may_know_other_numbers_of_facts()
    {
        Assert.All(Compare([("network 1", "a")], [("network 1", "a"), ("network 2", "b")], []), Assert.NotNull);
        Assert.All(
            Compare([("network 1", "a")], [("network 1", "a"), ("network 2", "b")]),
            failure => Assert.Contains("differ in network 2: not given in process 0", failure!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Long_values_that_differ_at_their_end_only_are_told_apart_and_cut_short()
    {
        string value = new('x', 10_000);
        Assert.All(Compare([("text", value + "1")], [("text", value + "2")]), failure =>
        {
            Assert.Contains($" in process 0 on {Host}, '", Assert.IsType<DisagreementException>(failure).Message, StringComparison.Ordinal);
            Assert.InRange(failure!.Message.Length, 400, 700);
        });
    }

    [Fact]
    public void Tensors_of_other_shapes_or_names_are_never_sent()
    {
        (string Name, Shape Shape)[][] others = [[("b", [4, 3])], [("a", [3, 4])], [("a", [4, 3]), ("b", [1])], []];
        Assert.All(others, other =>
        {
            Exception?[] failures = ThreadCommunicator.Run(2, processes =>
            {
                using var tensors = new StateDict();
                foreach ((string name, Shape shape) in processes.Rank == 0 ? [("a", [4, 3])] : other)
                {
                    tensors.Add(name, Tensor.Allocate(shape));
                }

                return Record.Exception(() => processes.Broadcast(tensors));
            });
            Assert.All(failures, failure => Assert.IsType<DisagreementException>(failure));
        });
    }

    [Fact]
    public void Lists_of_tasks_of_other_lengths_are_not_begun() => Assert.All(
        ThreadCommunicator.Run(2, processes =>
        {
            using var tasks = new SharedTasks(processes, count: 3 + processes.Rank);
            return Record.Exception(
                () => tasks.Run((_, _) => throw new InvalidOperationException("begun"), (_, _) => { }, CancellationToken.None));
        }),
        failure => Assert.Contains(
            "the number of tasks: '3' in process 0", Assert.IsType<DisagreementException>(failure).Message, StringComparison.Ordinal));

    [Fact]
    public void Evaluations_of_other_networks_or_seeds_are_not_begun()
    {
        using var split = new SmallSplit();
        Exception?[] seeds = ThreadCommunicator.Run(2, processes => Record.Exception(() =>
            Evaluator(processes, (ulong)processes.Rank).Evaluate(SmallSplit.Members, split.Predicted)));
        Assert.All(seeds, failure => Assert.Contains(
            "the seed of the evaluation", Assert.IsType<DisagreementException>(failure).Message, StringComparison.Ordinal));
        Exception?[] networks = ThreadCommunicator.Run(2, processes => Record.Exception(() =>
            Evaluator(processes, 0).Evaluate([.. SmallSplit.Members.Skip(processes.Rank)], split.Predicted)));
        Assert.All(networks, failure => Assert.Contains(
            "network 1 of the evaluation", Assert.IsType<DisagreementException>(failure).Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("the recipe", 0)]
    [InlineData("the seed of the training", 1)]
    [InlineData("the seed of architectures", 2)]
    [InlineData("the most parameters of an architecture", 3)]
    [InlineData("the data set's pixels", 4)]
    [InlineData("the GHN's parameters", 5)]
    [InlineData("", 6)]
    public void Trainings_that_differ_are_not_begun(string difference, int what)
    {
        Exception?[] failures = ThreadCommunicator.Run(2, processes =>
        {
            int odd = processes.Rank == 1 ? what : -1;
            using TrainableHyperNetwork ghn = SmallTraining.Ghn();
            ghn.Parameters["ln.weight"].Values[3] = odd == 5 ? 2 : 1;
            using var trainer = new HyperNetworkTrainer(
                ghn,
                new HyperNetworkRecipe { Epochs = 3, LearningRate = odd == 0 ? 2e-4 : 1e-4 },
                SmallTraining.Sampler(seed: odd == 2 ? 2u : 1u, mostParameters: odd == 3 ? 1000 : long.MaxValue),
                new PlainImages(odd == 4 ? (byte)1 : (byte)0),
                seed: odd == 1 ? 3u : 2u,
                processes);
            return Record.Exception(trainer.RequireAgreement);
        });
        Assert.All(failures, failure =>
        {
            if (difference.Length == 0)
            {
                Assert.Null(failure);
            }
            else
            {
                Assert.StartsWith($"the processes differ in {difference}: ", Assert.IsType<DisagreementException>(failure).Message,
                    StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public void The_state_of_a_training_is_not_given_to_another_one() => Assert.All(
        ThreadCommunicator.Run(2, processes =>
        {
            using TrainableHyperNetwork ghn = SmallTraining.Ghn();
            using var trainer = new HyperNetworkTrainer(
                ghn, new HyperNetworkRecipe { Epochs = 3 + processes.Rank }, SmallTraining.Sampler(), new NoiseImages(), seed: 2,
                processes);
            return Record.Exception(trainer.ShareState);
        }),
        failure => Assert.StartsWith(
            "the processes differ in the recipe: ", Assert.IsType<DisagreementException>(failure).Message, StringComparison.Ordinal));

    private static Exception?[] Compare(params (string, string?)[][] facts) =>
        ThreadCommunicator.Run(facts.Length, processes => Record.Exception(() => processes.RequireSame(facts[processes.Rank])));

    private static SplitEvaluator Evaluator(ICommunicator processes, ulong seed) =>
        new(_ => new NoiseImages()) { Seed = seed, Processes = processes };

    /// <summary>Twelve images of one brightness, in batches of four.</summary>
    private sealed class PlainImages(byte brightness) : IBatchSource, IImageDataset
    {
        private readonly NoiseImages _batches = new();

        public IImageDataset Dataset => this;

        public int BatchCount => _batches.BatchCount;

        public string Name => "plain";

        public int Count => _batches.Count;

        public IReadOnlyList<string> ClassNames => _batches.ClassNames;

        public int LabelOf(int index) => _batches.LabelOf(index);

        public RgbImage Read(int index) => new(1, 1, (byte[])[brightness, brightness, brightness]);

        public IEnumerable<ImageBatch> Batches(int epoch, int firstBatch = 0, CancellationToken cancellation = default) =>
            _batches.Batches(epoch, firstBatch, cancellation);
    }
}
