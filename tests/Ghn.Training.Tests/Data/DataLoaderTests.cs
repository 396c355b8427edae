using Ghn.Tensors.Files;
using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Transforms;
using ChannelStatistics = Ghn.Training.Data.ChannelStatistics;

namespace Ghn.Training.Tests.Data;

public class DataLoaderTests
{
    private readonly CifarDataset _dataset = GoldenImages.Cifar10(DataSplit.Train);

    [Fact]
    public void In_order_and_unchanged_a_batch_holds_the_normalised_images()
    {
        DataLoader loader = Create(isTraining: false, new DataLoaderOptions { BatchSize = 64 });
        ChannelStatistics statistics = ChannelStatistics.Cifar10;
        int first = 0;
        foreach (ImageBatch batch in loader.Batches(epoch: 0))
        {
            using (batch)
            {
                Assert.Equal([batch.Count, 3, 32, 32], batch.Images.Shape.Dimensions.ToArray());
                ReadOnlySpan<byte> pixels = _dataset.Read(first).Pixels.Span;
                for (int i = 0; i < 1024; i++)
                {
                    float green = ((pixels[(3 * i) + 1] / 255f) - statistics.Mean.Green) / statistics.Deviation.Green;
                    Assert.Equal(green, batch.Images.Values[1024 + i]);
                }

                Assert.Equal(Enumerable.Range(first, batch.Count).Select(_dataset.LabelOf), batch.Labels);
                first += batch.Count;
            }
        }

        Assert.Equal(200, first);
    }

    [Theory]
    [InlineData(false, 4, 8)]
    [InlineData(true, 3, 64)]
    public void The_last_batch_is_smaller_or_left_out(bool dropsLast, int batchCount, int lastCount)
    {
        DataLoader loader = Create(isTraining: false, new DataLoaderOptions { BatchSize = 64, DropsLast = dropsLast });

        int[] counts = [.. Contents(loader, epoch: 0).Select(batch => batch.Labels.Length)];

        Assert.Equal(batchCount, loader.BatchCount);
        Assert.Equal(batchCount, counts.Length);
        Assert.Equal(lastCount, counts[^1]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(100, 3)]
    public void Batches_are_the_same_however_they_are_prepared(int prefetch, int threads)
    {
        var options = new DataLoaderOptions { BatchSize = 32, IsShuffled = true, Seed = 5, Prefetch = 1, ThreadCount = 1 };
        DataLoader reference = Create(isTraining: true, options);

        DataLoader loader = Create(isTraining: true, options with { Prefetch = prefetch, ThreadCount = threads });

        AssertSame(Contents(reference, epoch: 2), Contents(loader, epoch: 2));
    }

    [Fact]
    public void An_epoch_continued_from_its_middle_is_the_same_as_one_that_was_not_interrupted()
    {
        DataLoader loader = Create(isTraining: true, new DataLoaderOptions { BatchSize = 32, IsShuffled = true, Seed = 5 });

        AssertSame(Contents(loader, epoch: 1)[3..], Contents(loader, epoch: 1, firstBatch: 3));
        Assert.Empty(Contents(loader, epoch: 1, firstBatch: loader.BatchCount));
    }

    [Fact]
    public void Every_epoch_shows_each_image_once_in_another_order_and_with_another_transform()
    {
        DataLoader loader = Create(isTraining: true, new DataLoaderOptions { BatchSize = 1, IsShuffled = true, Seed = 5 });
        DataLoader other = Create(isTraining: true, new DataLoaderOptions { BatchSize = 1, IsShuffled = true, Seed = 6 });
        int[] labels = [.. Contents(loader, epoch: 0).Select(batch => batch.Labels[0])];

        Assert.Equal(Enumerable.Range(0, 200).Select(_dataset.LabelOf).Order(), labels.Order());
        Assert.NotEqual(labels, Contents(loader, epoch: 1).Select(batch => batch.Labels[0]));
        Assert.NotEqual(labels, Contents(other, epoch: 0).Select(batch => batch.Labels[0]));

        DataLoader ordered = Create(isTraining: true, new DataLoaderOptions { BatchSize = 200, Seed = 5 });
        Assert.NotEqual(Contents(ordered, epoch: 0)[0].Values, Contents(ordered, epoch: 1)[0].Values);
    }

    [Fact]
    public void How_an_image_varies_depends_on_nothing_but_seed_epoch_and_index()
    {
        DataLoader whole = Create(isTraining: true, new DataLoaderOptions { BatchSize = 200, Seed = 5 });
        DataLoader pieces = Create(isTraining: true, new DataLoaderOptions { BatchSize = 7, Seed = 5 });

        Assert.Equal(Contents(whole, epoch: 3)[0].Values, Contents(pieces, epoch: 3).SelectMany(batch => batch.Values));
    }

    [Fact]
    public void An_image_that_cannot_be_read_stops_the_batch_it_is_in_and_none_before()
    {
        var damaged = new DamagedDataset(_dataset, damagedIndex: 70);
        ImageTransform transform = StandardTransforms.For(_dataset, 32, isTraining: false);
        var loader = new DataLoader(damaged, transform, new DataLoaderOptions { BatchSize = 32 });
        using IEnumerator<ImageBatch> batches = loader.Batches(epoch: 0).GetEnumerator();

        Assert.True(batches.MoveNext());
        Assert.True(batches.MoveNext());
        Assert.Throws<InvalidFileException>(() => batches.MoveNext());
    }

    [Fact]
    public void Cancelling_ends_the_epoch()
    {
        using var cancellation = new CancellationTokenSource();
        DataLoader loader = Create(isTraining: true, new DataLoaderOptions { BatchSize = 2 });
        int taken = 0;

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (ImageBatch batch in loader.Batches(epoch: 0, cancellation: cancellation.Token))
            {
                batch.Dispose();
                if (++taken == 3)
                {
                    cancellation.Cancel();
                }
            }
        });
        Assert.InRange(taken, 3, 3 + 4);
    }

    [Fact]
    public void No_more_batches_are_prepared_than_were_asked_for()
    {
        var counting = new DamagedDataset(_dataset, damagedIndex: -1);
        var options = new DataLoaderOptions { BatchSize = 10, Prefetch = 3, ThreadCount = 2 };
        var loader = new DataLoader(counting, StandardTransforms.For(_dataset, 32, isTraining: false), options);
        using IEnumerator<ImageBatch> batches = loader.Batches(epoch: 0).GetEnumerator();
        Assert.True(batches.MoveNext());
        SpinWait.SpinUntil(() => counting.ReadCount == 40, TimeSpan.FromSeconds(20));
        Thread.Sleep(50);

        Assert.Equal(40, counting.ReadCount);
    }

    private DataLoader Create(bool isTraining, DataLoaderOptions options) =>
        new(_dataset, StandardTransforms.For(_dataset, 32, isTraining), options);

    private static Content[] Contents(DataLoader loader, int epoch, int firstBatch = 0)
    {
        var contents = new List<Content>();
        foreach (ImageBatch batch in loader.Batches(epoch, firstBatch))
        {
            using (batch)
            {
                contents.Add(new Content([.. batch.Labels], batch.Images.Values.ToArray()));
            }
        }

        return [.. contents];
    }

    private static void AssertSame(Content[] expected, Content[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Labels, actual[i].Labels);
            Assert.Equal(expected[i].Values, actual[i].Values);
        }
    }

    private sealed record Content(int[] Labels, float[] Values);

    /// <summary>Counts what is read of a data set, of which one image cannot be.</summary>
    private sealed class DamagedDataset(IImageDataset source, int damagedIndex) : IImageDataset
    {
        private int _readCount;

        public int ReadCount => Volatile.Read(ref _readCount);

        public string Name => source.Name;

        public int Count => source.Count;

        public IReadOnlyList<string> ClassNames => source.ClassNames;

        public int LabelOf(int index) => source.LabelOf(index);

        public RgbImage Read(int index)
        {
            Interlocked.Increment(ref _readCount);
            return index == damagedIndex ? throw new InvalidFileException("image 70", "byte 0", "it is damaged") : source.Read(index);
        }
    }
}
