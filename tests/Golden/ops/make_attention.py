"""Attention of queries to other numbers of keys, with additive tables, in PyTorch, forward and backward: writes attention.

Run with PyTorch 1.13 and NumPy: python3 make_attention.py
"""
import torch
from golden_cases import Cases


def attend(query, key, value, table, places, heads, scale):
    split = lambda x: x.reshape(*x.shape[:2], heads, -1).transpose(1, 2)
    query, key, value = split(query), split(key), split(value)
    scale = scale or query.shape[-1] ** -0.5
    logits = scale * query @ key.transpose(2, 3)
    if table is not None:
        numbers = table.flatten() if places is None else table.flatten()[torch.tensor(places)]
        logits = logits + numbers.reshape(1, *logits.shape[1:])
    return (logits.softmax(-1) @ value).transpose(1, 2).flatten(2)


def attention():
    cases = Cases("attention")
    for queries, keys, features, values, heads, scale in [(3, 5, 8, 8, 2, None), (1, 6, 12, 18, 3, None), (7, 2, 4, 2, 1, 0.3),
                                                          (5, 5, 8, 16, 4, 0.7)]:
        shapes = {"query": (2, queries, features), "key": (2, keys, features), "value": (2, keys, values)}
        count = heads * queries * keys
        offsets = torch.randint(0, 6 * heads, (count,), generator=cases.random).tolist()
        for table, places in [(None, None), ((1, heads, queries, keys), None), ((6, heads), offsets)]:
            leaves = {name: cases.draw(*shape) for name, shape in shapes.items()}
            if table:
                leaves["table"] = cases.draw(*table)
            cases.add(leaves, lambda query, key, value, table=None: attend(query, key, value, table, places, heads, scale),
                      heads=heads, scale=scale, table=table, places=places)
    cases.write()


if __name__ == "__main__":
    torch.set_num_threads(1)
    attention()
