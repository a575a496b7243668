using System.Linq;
using Microsoft.CodeAnalysis;

namespace LossGen.Generator.Diagnostics;

/// <summary>
/// Everything the generator says. LG00xx: the declaration and its class; LG01xx: parameters; LG02xx: the body; LG90xx: our own fault.
/// Each has a page in <c>docs/rules</c> and a case in the tests.
/// </summary>
internal static class Descriptors
{
    public const string HelpRoot = "https://github.com/lossgen/lossgen/blob/main/docs/rules/";

    private const string Declaration = "LossGen.Declaration";
    private const string Parameters = "LossGen.Parameters";
    private const string Body = "LossGen.Body";
    private const string Internal = "LossGen.Internal";

    public static readonly DiagnosticDescriptor NotAStaticMethod = new("LG0001", "A loss is a static method",
        "'{0}' is {1}; a loss is a named static method of a type",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0001.md");

    public static readonly DiagnosticDescriptor ReturnType = new("LG0002", "A loss returns double",
        "'{0}' returns '{1}'; a loss returns 'double'",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0002.md");

    public static readonly DiagnosticDescriptor Generic = new("LG0003", "A loss is not generic",
        "'{0}' is generic; a loss is written in 'double', and kernels for 'float' and 'double' come from it",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0003.md");

    public static readonly DiagnosticDescriptor FileLocal = new("LG0004", "A loss does not stand in a file-local type",
        "'{0}' is a file-local type, which the generated class of '{1}' cannot stand beside",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0004.md");

    public static readonly DiagnosticDescriptor NoBody = new("LG0005", "A loss has a body",
        "'{0}' has no body to differentiate",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0005.md");

    public static readonly DiagnosticDescriptor Overloaded = new("LG0006", "A loss is not overloaded",
        "'{0}' is overloaded in '{1}'; the generated class is named after the method, so the name must be its own",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0006.md");

    public static readonly DiagnosticDescriptor TypeNameInvalid = new("LG0007", "TypeName is an identifier",
        "'{0}' cannot be the name of a class",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0007.md");

    public static readonly DiagnosticDescriptor TypeExists = new("LG0008", "The generated class clashes with a declaration",
        "The class '{0}' generated for '{1}' clashes with the {2} of that name; choose another with [Loss(TypeName = \"…\")]",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0008.md");

    public static readonly DiagnosticDescriptor TypeGeneratedTwice = new("LG0009", "Two losses give the same class",
        "'{0}' and '{1}' would both generate the class '{2}'; choose another name with [Loss(TypeName = \"…\")]",
        Declaration, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0009.md");

    public static readonly DiagnosticDescriptor ParameterTypeUnsupported = new("LG0101", "The type of a parameter is not supported",
        "Parameter '{0}' is of type '{1}'; a parameter of a loss is 'double', 'int', 'bool', 'Row', 'Table' or, as a hyper-parameter, an enum",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0101.md");

    public static readonly DiagnosticDescriptor RowDefault = new("LG0102", "A row has no default value",
        "Parameter '{0}' is a {1}, which has no default value; a row that all samples share is marked [Hyper]",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0102.md");

    public static readonly DiagnosticDescriptor Modifier = new("LG0103", "A parameter of a loss is passed by value",
        "Parameter '{0}' is '{1}'; a parameter of a loss is passed by value",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0103.md");

    public static readonly DiagnosticDescriptor EnumData = new("LG0104", "An enum is a hyper-parameter",
        "Parameter '{0}' is an enum, which can only be a hyper-parameter; mark it [Hyper] or give it a default value",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0104.md");

    public static readonly DiagnosticDescriptor NothingToDifferentiate = new("LG0105", "A loss has something to differentiate",
        "'{0}' has nothing to differentiate: no 'double', 'Row' or 'Table' parameter without a default value that is not marked [Target] or [Hyper]",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0105.md");

    public static readonly DiagnosticDescriptor ReservedName = new("LG0106", "The name of a parameter is reserved",
        "The name '{0}' is taken by a member or an argument of the generated class",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0106.md");

    public static readonly DiagnosticDescriptor NamesCollide = new("LG0107", "The names of two parameters collide",
        "The name '{0}' collides with '{1}', which the generated class makes of parameter '{2}'",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0107.md");

    public static readonly DiagnosticDescriptor RolesContradict = new("LG0108", "A parameter has one role",
        "Parameter '{0}' is marked [Target] but is a hyper-parameter, because it {1}",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0108.md");

    public static readonly DiagnosticDescriptor RangeInvalid = new("LG0109", "A range is an interval of numbers",
        "The [Range] of parameter '{0}' {1}",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0109.md");

    public static readonly DiagnosticDescriptor DefaultOutsideRange = new("LG0110", "A default value lies in its range",
        "The default value of parameter '{0}' lies outside its [Range]",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0110.md");

    public static readonly DiagnosticDescriptor EnumUnusable = new("LG0111", "The enum of a hyper-parameter is usable by the generated class",
        "The enum '{0}' {1}",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0111.md");

    public static readonly DiagnosticDescriptor HyperTable = new("LG0112", "A table is data",
        "Parameter '{0}' is a Table, which is data and cannot be a hyper-parameter",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0112.md");

    public static readonly DiagnosticDescriptor IgnoreLabelMisplaced = new("LG0113", "Only a label can be ignored",
        "Parameter '{0}' is not an 'int', and only a label has an IgnoreLabel",
        Parameters, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0113.md");

    public static readonly DiagnosticDescriptor Unsupported = new("LG0201", "Not part of the loss language",
        "A loss cannot contain {0}",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0201.md");

    public static readonly DiagnosticDescriptor CallUnsupported = new("LG0202", "A function that a loss cannot call",
        "A loss cannot call '{0}': {1}",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0202.md");

    public static readonly DiagnosticDescriptor OtherAssembly = new("LG0203", "A loss function of another assembly",
        "'{0}' is declared in assembly '{1}', and only functions of the same compilation can be inlined; use the functions of LossMath or copy the declaration",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0203.md");

    public static readonly DiagnosticDescriptor Recursive = new("LG0204", "A loss does not call itself",
        "'{0}' calls itself, directly or through another function; a loss is a finite expression",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0204.md");

    public static readonly DiagnosticDescriptor ValueType = new("LG0205", "A value of a type that the loss language lacks",
        "A value of type '{0}' cannot stand in a loss, which computes with 'double', 'int', 'bool', 'Row' and enums",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0205.md");

    public static readonly DiagnosticDescriptor NotConstant = new("LG0206", "A loss reads only parameters, locals and constants",
        "'{0}' is read at run time; make it a 'const' or a hyper-parameter",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0206.md");

    public static readonly DiagnosticDescriptor IntegerDivision = new("LG0207", "Integer division",
        "A loss cannot divide integers, which drops the remainder; convert one side to 'double'",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0207.md");

    public static readonly DiagnosticDescriptor ConstantIntegerDivision = new("LG0208", "Integer division of constants drops the remainder",
        "'{0}' is an integer division and is {1}; write one side as a real number",
        Body, DiagnosticSeverity.Warning, true, helpLinkUri: HelpRoot + "LG0208.md");

    public static readonly DiagnosticDescriptor RealEquality = new("LG0209", "Two real numbers are compared for equality",
        "Two computed real numbers are compared with '{0}', which rounding decides; 'float' and 'double' kernels may differ",
        Body, DiagnosticSeverity.Warning, true, helpLinkUri: HelpRoot + "LG0209.md");

    public static readonly DiagnosticDescriptor NotExhaustive = new("LG0210", "A switch expression covers every value",
        "The switch does not cover every value; add an arm '_ => …'",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0210.md");

    public static readonly DiagnosticDescriptor TooDeep = new("LG0211", "An expression is nested too deeply",
        "The expression is nested more than {0} levels deep; give its parts names in locals",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0211.md");

    public static readonly DiagnosticDescriptor TooLarge = new("LG0212", "A loss is too large",
        "'{0}' has more than {1} operations once the functions it calls are inlined",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0212.md");

    public static readonly DiagnosticDescriptor Index = new("LG0213", "An index is a label or a constant",
        "The index '{0}' {1}; an index is an 'int' parameter that is data, or a constant from 0 on",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0213.md");

    public static readonly DiagnosticDescriptor TableMisused = new("LG0214", "A table is only indexed",
        "A table is no value of its own: a loss can index it, 'table[label]', or pass it on as a parameter",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0214.md");

    public static readonly DiagnosticDescriptor RowMisused = new("LG0215", "A row is not sorted, scanned or looped over",
        "A loss cannot contain {0}: sorting, scanning and looping over a row are not part of the loss language; a row is computed with by operators and functions of LossMath and reduced by Sum, Mean, Max, Min, SumExcept, MaxExcept, Dot, Norm, LogSumExp and the distances",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0215.md");

    public static readonly DiagnosticDescriptor NoLength = new("LG0216", "The length of a row is known",
        "This row is made of OneHot alone and has no length; combine it with a row that has one",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0216.md");

    public static readonly DiagnosticDescriptor WeightedMisplaced = new("LG0217", "Weighted ends a loss",
        "Weighted can only be the last statement of a [Loss] method, 'return Weighted(loss, weight)', and its only return",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0217.md");

    public static readonly DiagnosticDescriptor WeightDifferentiated = new("LG0218", "A weight is not differentiated",
        "The weight depends on '{0}', which is differentiated; a weight is made of targets and hyper-parameters",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0218.md");

    public static readonly DiagnosticDescriptor WeightOfRow = new("LG0219", "A weight is known before the rows are read",
        "The weight is made of all entries of a row; a weight is made of single values, of entries that an index picks, and of hyper-parameters",
        Body, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG0219.md");

    public static readonly DiagnosticDescriptor InternalError = new("LG9000", "LossGen failed",
        "LossGen could not compile the loss '{0}'; this is a bug in LossGen, please report it: {1}",
        Internal, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG9000.md");

    public static readonly DiagnosticDescriptor WrongDerivative = new("LG9001", "LossGen derived something wrong",
        "LossGen checked what it derived from '{0}' and found it wrong: {1}; this is a bug in LossGen, please report it with the declaration",
        Internal, DiagnosticSeverity.Error, true, helpLinkUri: HelpRoot + "LG9001.md");

    /// <summary>Those that are told of by number: what is found after the cache.</summary>
    private static readonly DiagnosticDescriptor[] ByNumber = [InternalError, WrongDerivative];

    public static DiagnosticDescriptor Of(string id) => ByNumber.First(d => d.Id == id);
}
