using FsCheck;
using FsCheck.Fluent;
using Ghn.HyperNetworks.Decoding;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Tiling against its definition: element (o, i) equals element (o mod the block, i mod the block).</summary>
public class TilingTests
{
    [Fact]
    public void Elements_repeat_the_decoded_block() => Prop
        .ForAll(Sizes.ToArbitrary(), sizes =>
        {
            Tensor weight = Tensor.Zeros([sizes.Out, sizes.In, sizes.Kernel]);
            int width = sizes.In * sizes.Kernel;
            for (int o = 0; o < sizes.BlockOut; o++)
            {
                for (int i = 0; i < sizes.BlockIn * sizes.Kernel; i++)
                {
                    weight.Values[(o * width) + i] = (o * 1000) + i + 1;
                }
            }

            Tiling.FillAll([new Tiling(weight, sizes.BlockOut, sizes.BlockIn)]);

            for (int o = 0; o < sizes.Out; o++)
            {
                for (int i = 0; i < width; i++)
                {
                    Assert.Equal((o % sizes.BlockOut * 1000) + (i % (sizes.BlockIn * sizes.Kernel)) + 1, weight.Values[(o * width) + i]);
                }
            }
        })
        .QuickCheckThrowOnFailure();

    private static Gen<(int Out, int In, int Kernel, int BlockOut, int BlockIn)> Sizes =>
        from outChannels in Gen.Choose(1, 40)
        from inChannels in Gen.Choose(1, 40)
        from kernel in Gen.Choose(1, 9)
        from blockOut in Gen.Choose(1, outChannels)
        from blockIn in Gen.Choose(1, inChannels)
        select (outChannels, inChannels, kernel, blockOut, blockIn);
}
