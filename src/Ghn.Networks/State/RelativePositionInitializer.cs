using Ghn.Tensors;

namespace Ghn.Networks.State;

/// <summary>
/// The index table of window attention: for each query and key of a window, both row by row, which entry of the bias
/// table belongs to the offset from one to the other. Offsets count from −(window − 1) in each dimension, rows first.
/// </summary>
internal sealed record RelativePositionInitializer(int Window) : Initializer
{
    public override Tensor Create(Shape shape, RandomSource random)
    {
        int positions = Window * Window;
        Tensor tensor = Tensor.Allocate(shape, ElementType.Int64);
        Span<long> indices = tensor.Elements<long>();
        for (int query = 0; query < positions; query++)
        {
            for (int key = 0; key < positions; key++)
            {
                int rows = (query / Window) - (key / Window) + Window - 1;
                int columns = (query % Window) - (key % Window) + Window - 1;
                indices[(query * positions) + key] = (rows * ((2 * Window) - 1)) + columns;
            }
        }

        return tensor;
    }
}
