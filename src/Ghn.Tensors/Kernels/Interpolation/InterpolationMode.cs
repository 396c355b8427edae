namespace Ghn.Tensors.Kernels.Interpolation;

/// <summary>How values between pixels are found.</summary>
public enum InterpolationMode
{
    /// <summary>The pixel nearest to the place, by some <see cref="NearestRounding"/>.</summary>
    Nearest,

    /// <summary>A mixture of the four pixels around the place.</summary>
    Bilinear,

    /// <summary>A mixture of the sixteen pixels around the place, by cubic polynomials (Keys, 1981).</summary>
    Bicubic,
}
