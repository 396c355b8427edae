using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Every way to multiply matrices against the definition, in double precision.</summary>
public sealed class GemmTests
{
    public static TheoryData<int> Kernels => [.. Enumerable.Range(0, GemmKernel.All.Count).Where(i => GemmKernel.All[i].IsSupported)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_multiplies_small_matrices_of_any_layout(int kernel) =>
        Require(300, Product.Generator(rows: 40, columns: 70, depth: 50), With(kernel));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_multiplies_matrices_deeper_than_a_panel(int kernel) =>
        Require(15, Product.Generator(rows: 30, columns: 70, depth: 1500), With(kernel));

    [Fact]
    public void Few_rows_are_multiplied_directly() =>
        Require(
            300,
            Product.Generator(rows: 8, columns: 70, depth: 100).Select(product => product with { A = Layout.Rows, B = Layout.Rows }),
            (in a, in b, in c, in epilogue) => Matrices.MultiplyTransposed(a, b, c, epilogue));

    [Fact]
    public void Products_choose_their_own_way() =>
        Require(300, Product.Generator(rows: 20, columns: 150, depth: 100), (in a, in b, in c, in epilogue) => Matrices.MultiplyTransposed(
            a, b, c, epilogue));

    [Fact]
    public void A_product_without_steps_is_the_epilogue_of_zero()
    {
        var product = new Product(
            5, 40, 0, Layout.Rows, Layout.Rows, ElementType.Float32, 40, 1, Bias: true, EpilogueFunction.Relu, Accumulate: true);
        product.Check((in a, in b, in c, in epilogue) => Matrices.MultiplyTransposed(a, b, c, epilogue));
    }

    [Theory]
    [InlineData(700, 100, 3100)]
    [InlineData(30, 2000, 300)]
    [InlineData(2000, 20, 300)]
    [InlineData(3, 2000, 700)]
    [InlineData(20, 100, 30000)]
    public void The_number_of_threads_does_not_change_a_bit(int m, int n, int k)
    {
        var product = new Product(
            m, n, k, Layout.Rows, Layout.Rows, ElementType.Float32, n, 2, Bias: true, EpilogueFunction.Gelu, Accumulate: true);
        float[] parallel = product.Check((in a, in b, in c, in epilogue) => Matrices.MultiplyTransposed(a, b, c, epilogue));
        float[] alone = product.Check((in a, in b, in c, in epilogue) => Alone(a, b, c, epilogue));
        Assert.Equal(alone, parallel);

        // Inside a loop of the pool, products run on one thread.
        static void Alone(MatrixView a, MatrixView b, MatrixView c, Epilogue epilogue) =>
            WorkerPool.For(2, i =>
            {
                if (i == 0)
                {
                    Matrices.MultiplyTransposed(a, b, c, epilogue);
                }
            });
    }

    [Fact]
    public unsafe void Sizes_that_do_not_fit_are_refused()
    {
        float* data = stackalloc float[100];
        var a = new MatrixView(data, ElementType.Float32, 3, 4, 4);
        var b = new MatrixView(data, ElementType.Float32, 5, 6, 6);
        var c = new MatrixView(data, ElementType.Float32, 3, 5, 5);
        Assert.Throws<ArgumentException>(() => Matrices.MultiplyTransposed(a, b, c));
    }

    [Fact]
    public unsafe void Types_other_than_floating_point_are_refused()
    {
        float* data = stackalloc float[100];
        var a = new MatrixView(data, ElementType.Float32, 3, 4, 4);
        var b = new MatrixView(data, ElementType.Int32, 5, 4, 4);
        var c = new MatrixView(data, ElementType.Float32, 3, 5, 5);
        Assert.Throws<ArgumentException>(() => Matrices.MultiplyTransposed(a, b, c));
    }

    private static Multiplication With(int kernel) =>
        (in a, in b, in c, in epilogue) => Matrices.MultiplyTransposed(a, b, c, epilogue, GemmKernel.All[kernel]);

    private static void Require(int count, Gen<Product> products, Multiplication multiply) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count),
            Prop.ForAll(products.ToArbitrary(), product => { product.Check(multiply); }));
}
