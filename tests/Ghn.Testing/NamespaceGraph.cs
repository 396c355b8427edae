using System.Reflection;
using System.Reflection.Emit;

namespace Ghn.Testing;

/// <summary>
/// Which namespaces of an assembly use which: in base types, members, signatures, attributes of generics, and the bodies of methods.
/// What generators of code put into namespaces of System is left out.
/// </summary>
/// <param name="assembly">The assembly.</param>
public sealed class NamespaceGraph(Assembly assembly)
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>For each namespace, those that it uses, without itself.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Edges()
    {
        var edges = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        // Generated code of regular expressions lies in namespaces of its own.
        Type[] types =
        [
            .. assembly.GetTypes().Where(type => type.Namespace is { } name && !name.StartsWith("System.", StringComparison.Ordinal)),
        ];
        HashSet<string> namespaces = [.. types.Select(type => type.Namespace!)];
        foreach (IGrouping<string, Type> group in types.GroupBy(type => type.Namespace!))
        {
            edges[group.Key] = group.SelectMany(UsedBy).SelectMany(Parts)
                .Where(type => type.Assembly == assembly && type.Namespace is not null && namespaces.Contains(type.Namespace))
                .Select(type => type.Namespace!).Where(used => used != group.Key).ToHashSet(StringComparer.Ordinal);
        }

        return edges;
    }

    private static IEnumerable<Type> UsedBy(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. type.GetFields(All).Select(field => field.FieldType),
        .. type.GetMethods(All).Select(method => method.ReturnType),
        .. type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).SelectMany(UsedByMethod),
    ];

    private static IEnumerable<Type> UsedByMethod(MethodBase method)
    {
        IEnumerable<Type> used = method.GetParameters().Select(parameter => parameter.ParameterType);
        return method.GetMethodBody() is not { } body
            ? used
            : used.Concat(body.LocalVariables.Select(local => local.LocalType))
                .Concat(body.ExceptionHandlingClauses
                    .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType!))
                .Concat(Tokens(body.GetILAsByteArray()!).SelectMany(token => UsedByToken(method, token)));
    }

    /// <summary>The tokens of types, methods and fields in a method's instructions.</summary>
    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (int place = 0; place < il.Length;)
        {
            short value = il[place] == 0xFE ? (short)((0xFE << 8) | il[place + 1]) : il[place];
            OpCode code = OpCodes[value];
            place += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return BitConverter.ToInt32(il, place);
            }

            place += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, place)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> UsedByToken(MethodBase method, int token)
    {
        Type[] ofMethod = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        MemberInfo? member = method.Module.ResolveMember(token, method.DeclaringType!.GetGenericArguments(), ofMethod);
        return member switch
        {
            Type type => [type],
            FieldInfo field => [field.DeclaringType!, field.FieldType],
            MethodInfo called => [called.DeclaringType!, called.ReturnType, .. called.GetGenericArguments()],
            ConstructorInfo called => [called.DeclaringType!],
            _ => [],
        };
    }

    /// <summary>A type, and those that it is made of.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsConstructedGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : type.IsGenericParameter ? type.GetGenericParameterConstraints().Select(Definition)
        : [type];

    /// <summary>What a constraint names; its arguments may be the parameter that it constrains.</summary>
    private static Type Definition(Type type) => type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
}
