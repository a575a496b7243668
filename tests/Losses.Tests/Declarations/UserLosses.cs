using System.ComponentModel.DataAnnotations;
using static LossGen.LossMath;

namespace LossGen.Losses.Tests;

/// <summary>Losses of rows such as users declare for themselves.</summary>
public static class UserLosses
{
    /// <summary>A student's logits against a teacher's, both softened by a temperature.</summary>
    [Loss]
    public static double Distillation(Row student, [Target] Row teacher, [Range(0.1, 100)] double temperature = 2.0)
    {
        Row logs = LogSoftmax(teacher / temperature);
        return temperature * temperature * Sum(Exp(logs) * (logs - LogSoftmax(student / temperature)));
    }

    /// <summary>Cross-entropy in which the true class must win by a margin.</summary>
    [Loss]
    public static double MarginSoftmax(Row cosines, [Target] int label, double margin = 0.25, double scale = 8.0)
        => -LogSoftmax(scale * cosines.With(label, cosines[label] - margin))[label];

    /// <summary>A squared distance in which every column has a weight.</summary>
    [Loss]
    public static double Mahalanobis(Row first, Row second, [Hyper] Row precision) => Sum(precision * Square(first - second));

    /// <summary>What a user and an item have in common, against a rating.</summary>
    [Loss]
    public static double TwoTables(Row context, [Target] int user, [Target] int item, [Target] double rating, Table users, Table items)
        => LogCosh(Dot(users[user], items[item]) + Dot(context, users[user]) - rating);

    /// <summary>One loss of rows that calls another.</summary>
    [Loss]
    public static double Hierarchical(Row logits, [Target] int label, double pull = 0.01)
        => MarginSoftmax(Tanh(logits), label, 0.1, 4) + pull * Square(LogSumExp(logits)) + pull * Norm(logits);

    /// <summary>How concentrated the probabilities are: the sum of their fifth powers.</summary>
    [Loss]
    public static double Concentration(Row logits)
    {
        Row p = Softmax(logits);
        return Sum(p * p * p * p * p);
    }
}
