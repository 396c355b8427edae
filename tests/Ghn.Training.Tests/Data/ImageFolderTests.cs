using Ghn.Tensors.Files;
using Ghn.Training.Data;
using Ghn.Training.Data.Images;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Sources;
using Ghn.Training.Data.Transforms;

namespace Ghn.Training.Tests.Data;

public class ImageFolderTests
{
    [Fact]
    public void Classes_and_images_are_in_torchvisions_order()
    {
        using var files = new TemporaryFolder();
        Add(files, "train/zebra/b.png", "train/zebra/a.JPG", "train/Ant/10.png", "train/Ant/9.jpeg", "train/Ant/notes.txt");
        Add(files, "train/bee/more/1.png", "train/bee/2.png", "val/Ant/1.png", "val/bee/1.png", "val/zebra/1.png");

        ImageFolder train = ImageFolder.Open(files.Path, DataSplit.Train);

        Assert.Equal(["Ant", "bee", "zebra"], train.ClassNames);
        Assert.Equal(
            ["Ant/10.png", "Ant/9.jpeg", "bee/2.png", "bee/more/1.png", "zebra/a.JPG", "zebra/b.png"],
            train.Paths.Select(path => Path.GetRelativePath(files.File("train"), path)));
        Assert.Equal([0, 0, 1, 1, 2, 2], Enumerable.Range(0, train.Count).Select(train.LabelOf));
        Assert.Equal(3, ImageFolder.Open(files.Path, DataSplit.Test).Count);
        Assert.Equal(DatasetInfo.Photographs, ((IImageDataset)train).Info);
    }

    [Fact]
    public void A_folder_without_splits_serves_as_both()
    {
        using var files = new TemporaryFolder();
        Add(files, "x/1.png", "y/1.png");

        Assert.Equal(["x", "y"], ImageDatasets.Open($"images:{files.Path}", DataSplit.Train).ClassNames);
        Assert.Equal(2, ImageDatasets.Open($"images:{files.Path}", DataSplit.Test).Count);
    }

    [Theory]
    [InlineData("Train", "Val")]
    [InlineData("TRAINING", "Testing")]
    [InlineData("train", "validation")]
    [InlineData("training", "valid")]
    public void Splits_are_known_by_their_names_in_any_case(string training, string evaluation)
    {
        using var files = new TemporaryFolder();
        Add(files, $"{training}/a/1.png", $"{training}/b/1.png", $"{evaluation}/a/1.png", $"{evaluation}/a/2.png", $"{evaluation}/b/1.png");
        Add(files, "readme.txt", "annotations/a.xml");

        ImageFolder train = ImageFolder.Open(files.Path, DataSplit.Train);
        ImageFolder test = ImageFolder.Open(files.Path, DataSplit.Test);

        Assert.Equal((2, 3), (train.Count, test.Count));
        Assert.Equal(["a", "b"], train.ClassNames);
        Assert.Equal(["a", "b"], test.ClassNames);
    }

    [Fact]
    public void Classes_may_be_called_train_and_test_where_there_are_others()
    {
        using var files = new TemporaryFolder();
        Add(files, "bus/1.png", "test/1.png", "train/1.png", "train/steam/2.png");

        foreach (DataSplit split in Enum.GetValues<DataSplit>())
        {
            ImageFolder images = ImageFolder.Open(files.Path, split);

            Assert.Equal(["bus", "test", "train"], images.ClassNames);
            Assert.Equal([0, 1, 2, 2], Enumerable.Range(0, images.Count).Select(images.LabelOf));
        }
    }

    [Fact]
    public void What_can_be_read_as_splits_and_as_classes_is_refused()
    {
        using var files = new TemporaryFolder();
        Add(files, "Train/1.png", "Val/2.png");
        Assert.Contains(
            "Train and Val hold images, but no folders of classes",
            Assert.Throws<InvalidFileException>(() => ImageFolder.Open(files.Path, DataSplit.Train)).Message,
            StringComparison.Ordinal);

        using var mixed = new TemporaryFolder();
        Add(mixed, "train/steam/1.png", "bus/2.tif");
        Assert.Contains(
            "train looks like a split, since it holds folders but no images, and bus beside it like a class",
            Assert.Throws<InvalidFileException>(() => ImageFolder.Open(mixed.Path, DataSplit.Train)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Images_without_classes_to_be_labelled_later_do_not_hide_the_splits()
    {
        using var files = new TemporaryFolder();
        Add(files, "train/a/1.png", "val/a/1.png", "test/1.png", "test/2.png");

        Assert.Equal(1, ImageFolder.Open(files.Path, DataSplit.Train).Count);
        Assert.Equal(1, ImageFolder.Open(files.Path, DataSplit.Test).Count);
    }

    [Fact]
    public void Classes_have_the_numbers_of_the_training_split()
    {
        using var files = new TemporaryFolder();
        Add(files, "train/ape/1.png", "train/bee/1.png", "train/cat/1.png", "val/ape/1.png", "val/cat/1.png", "val/cat/2.png");

        ImageFolder test = ImageFolder.Open(files.Path, DataSplit.Test);

        Assert.Equal(["ape", "bee", "cat"], test.ClassNames);
        Assert.Equal([0, 2, 2], Enumerable.Range(0, test.Count).Select(test.LabelOf));
        Assert.Contains("no images of bee, which the training split has", Assert.Single(test.Remarks), StringComparison.Ordinal);
        Assert.Empty(ImageFolder.Open(files.Path, DataSplit.Train).Remarks);

        Add(files, "val/dog/1.png");
        var error = Assert.Throws<FileNotFoundException>(() => ImageFolder.Open(files.Path, DataSplit.Test));
        Assert.StartsWith(files.File("val/dog: the training split"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Formats_that_are_not_read_are_counted()
    {
        using var files = new TemporaryFolder();
        Add(files, "x/1.png", "x/2.BMP", "x/3.webp", "x/4.tif", "x/5.TIFF", "y/6.jpg", "y/7.tif", "y/8.ppm", "y/notes.txt");

        ImageFolder images = ImageFolder.Open(files.Path, DataSplit.Train);

        Assert.Equal(4, images.Count);
        Assert.Contains("passed over: 1 .ppm, 2 .tif, 1 .tiff. Convert", Assert.Single(images.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using var files = new TemporaryFolder();
        Assert.Contains(
            "no folders of classes",
            Assert.Throws<FileNotFoundException>(() => ImageFolder.Open(files.Path, DataSplit.Test)).Message,
            StringComparison.Ordinal);

        Add(files, "train/x/1.png", "train/y/notes.txt");
        Assert.Contains(
            "none that is called val, valid, validation, test or testing",
            Assert.Throws<FileNotFoundException>(() => ImageFolder.Open(files.Path, DataSplit.Test)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "train/y: this class has no images",
            Assert.Throws<FileNotFoundException>(() => ImageFolder.Open(files.Path, DataSplit.Train)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "val/CLASS",
            Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(files.File("nowhere"), DataSplit.Train)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_all_kinds_make_batches_and_a_damaged_one_is_named()
    {
        using var files = new TemporaryFolder();
        Directory.CreateDirectory(files.File("train/x"));
        foreach (string file in Directory.GetFiles(GoldenImages.PathOf("files")))
        {
            File.Copy(file, files.File($"train/x/{Path.GetFileName(file)}"));
        }

        ImageFolder images = ImageFolder.Open(files.Path, DataSplit.Train);
        var loader = new DataLoader(
            images, StandardTransforms.For(images, 48, isTraining: true), new DataLoaderOptions { BatchSize = 10, IsShuffled = true });
        foreach (ImageBatch batch in loader.Batches(epoch: 0))
        {
            using (batch)
            {
                Assert.All(batch.Images.Values.ToArray(), value => Assert.InRange(value, -2.2f, 2.7f));
            }
        }

        File.WriteAllBytes(files.File("train/x/cmyk.jpg"), [0xff, 0xd8, 0xff]);
        var error = Assert.Throws<InvalidFileException>(() => loader.Batches(epoch: 0).ToList());
        Assert.Contains("cmyk.jpg, the JPEG data", error.Message, StringComparison.Ordinal);
    }

    private static void Add(TemporaryFolder files, params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(files.File(name))!);
            File.WriteAllText(files.File(name), "never read here");
        }
    }
}
