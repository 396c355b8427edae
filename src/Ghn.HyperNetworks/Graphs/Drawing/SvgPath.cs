using System.Globalization;
using System.Text;

namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>Turns the way of an edge into the <c>d</c> attribute of an SVG path.</summary>
internal static class SvgPath
{
    private const double CornerRadius = 5;

    /// <summary>The angle from the vertical at which edges from the side meet a disc.</summary>
    private const double SideAngle = 0.95;

    /// <summary>The path from the rim of the source's disc to that of the target's.</summary>
    public static string Of(EdgeRoute route, PagePoint source, PagePoint target)
    {
        var path = new StringBuilder();
        IReadOnlyList<RoutePoint> points = route.Points;
        PagePoint first = points.Count > 0 ? points[0].Place : target;
        PagePoint final = points.Count > 0 ? points[^1].Place : source;
        End start = End.Of(source, Math.Sign(first.X - source.X), below: true);
        End end = End.Of(target, Math.Sign(final.X - target.X), below: false);

        path.Append(CultureInfo.InvariantCulture, $"M{start.Rim.X:0.#} {start.Rim.Y:0.#}");
        PagePoint current = start.Rim;
        PagePoint? control = start.Control;
        for (int i = 0; i < points.Count; i++)
        {
            PagePoint place = points[i].Place;
            PagePoint next = i + 1 < points.Count ? points[i + 1].Place : end.Rim;
            if (points[i].IsCorner)
            {
                current = AppendCorner(path, current, place, next);
            }
            else if (place.X == current.X)
            {
                if (next.X != place.X || i + 1 == points.Count)
                {
                    path.Append(CultureInfo.InvariantCulture, $"V{place.Y:0.#}");
                    current = place;
                }
            }
            else
            {
                AppendCurve(path, control ?? Below(current, place), Above(place, current), place);
                current = place;
            }

            control = null;
        }

        if (end.Rim.X == current.X && end.Control is null)
        {
            path.Append(CultureInfo.InvariantCulture, $"V{end.Rim.Y:0.#}");
        }
        else
        {
            AppendCurve(path, control ?? Below(current, end.Rim), end.Control ?? Above(end.Rim, current), end.Rim);
        }

        return path.ToString();
    }

    private static PagePoint AppendCorner(StringBuilder path, PagePoint from, PagePoint corner, PagePoint to)
    {
        PagePoint before = Towards(corner, from);
        PagePoint after = Towards(corner, to);
        path.Append(CultureInfo.InvariantCulture, $"L{before.X:0.#} {before.Y:0.#}");
        path.Append(CultureInfo.InvariantCulture, $"Q{corner.X:0.#} {corner.Y:0.#} {after.X:0.#} {after.Y:0.#}");
        return after;
    }

    private static void AppendCurve(StringBuilder path, PagePoint first, PagePoint second, PagePoint to) => path.Append(
        CultureInfo.InvariantCulture, $"C{first.X:0.#} {first.Y:0.#} {second.X:0.#} {second.Y:0.#} {to.X:0.#} {to.Y:0.#}");

    private static PagePoint Below(PagePoint point, PagePoint other) => point with { Y = point.Y + (0.5 * Math.Abs(other.Y - point.Y)) };

    private static PagePoint Above(PagePoint point, PagePoint other) => point with { Y = point.Y - (0.5 * Math.Abs(other.Y - point.Y)) };

    private static PagePoint Towards(PagePoint from, PagePoint to)
    {
        double length = Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y);
        double part = length == 0 ? 0 : Math.Min(CornerRadius, length / 2) / length;
        return new PagePoint(from.X + (part * (to.X - from.X)), from.Y + (part * (to.Y - from.Y)));
    }

    /// <summary>Where an edge meets a disc, and from the side also the control point that makes it meet at a right angle.</summary>
    private readonly record struct End(PagePoint Rim, PagePoint? Control)
    {
        public static End Of(PagePoint centre, int side, bool below)
        {
            const double Rim = LayeredLayout.Radius + 0.5;
            double vertical = below ? 1 : -1;
            if (side == 0)
            {
                return new End(centre with { Y = centre.Y + (vertical * Rim) }, null);
            }

            double x = Rim * side * Math.Sin(SideAngle);
            double y = Rim * vertical * Math.Cos(SideAngle);
            return new End(new PagePoint(centre.X + x, centre.Y + y), new PagePoint(centre.X + (1.9 * x), centre.Y + (1.9 * y)));
        }
    }
}
