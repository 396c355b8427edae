namespace Ghn.Tensors.Autograd;

/// <summary>Variables that an operation may do without, such as a bias.</summary>
internal static class OptionalVariable
{
    /// <summary>Gives a gradient to its variable, or its memory back where there is none.</summary>
    public static void AddGradientOrDispose(this Variable? variable, Tensor gradient)
    {
        if (variable is null)
        {
            gradient.Dispose();
        }
        else
        {
            variable.AddGradient(gradient);
        }
    }
}
