using Ghn.Onnx.Operators;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Tests;

public class OperatorTableTests
{
    [Fact]
    public void Each_attribute_is_read_or_ignored_for_a_reason()
    {
        foreach (Operator known in OperatorTable.Operators)
        {
            Assert.Equal(known.Attributes.Distinct(), known.Attributes);
            Assert.Empty(known.Attributes.Intersect(known.IgnoredAttributes.Keys).Select(name => $"{known.Name}: {name}"));
            Assert.All(known.IgnoredAttributes.Values, reason => Assert.NotEmpty(reason));
        }
    }
}
