namespace Ghn.Training.Data.Cifar;

/// <summary>Which of the CIFAR data sets, under which of its labels.</summary>
public enum CifarLabels
{
    /// <summary>The 10 classes of CIFAR-10.</summary>
    Cifar10,

    /// <summary>The 100 classes of CIFAR-100.</summary>
    Cifar100Fine,

    /// <summary>The 20 superclasses of CIFAR-100.</summary>
    Cifar100Coarse,
}
