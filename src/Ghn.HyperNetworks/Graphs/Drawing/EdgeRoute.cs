namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>A point on a page, in pixels from the top left.</summary>
internal readonly record struct PagePoint(double X, double Y);

/// <summary>The way of an edge across the page, without its ends.</summary>
/// <param name="Source">The node that the edge leaves.</param>
/// <param name="Target">The node that the edge enters.</param>
/// <param name="SkipsLayers">Whether the edge passes other nodes, as residual connections do.</param>
/// <param name="Points">The places that it passes.</param>
internal sealed record EdgeRoute(int Source, int Target, bool SkipsLayers, IReadOnlyList<RoutePoint> Points);

/// <summary>A place that an edge passes.</summary>
/// <param name="Place">The place.</param>
/// <param name="IsCorner">Whether it turns by a right angle there; otherwise it passes downwards.</param>
internal readonly record struct RoutePoint(PagePoint Place, bool IsCorner);
