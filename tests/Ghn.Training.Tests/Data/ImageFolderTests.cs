using Ghn.Tensors;

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
        Assert.Equal(ImageTraits.Photographs, ((IImageDataset)train).Traits);
    }

    [Fact]
    public void A_folder_without_splits_serves_as_both()
    {
        using var files = new TemporaryFolder();
        Add(files, "x/1.png", "y/1.png");

        Assert.Equal(["x", "y"], ImageDatasets.Open($"images:{files.Path}", DataSplit.Train).ClassNames);
        Assert.Equal(2, ImageDatasets.Open($"images:{files.Path}", DataSplit.Test).Count);
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
            "none that is called val or test",
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
