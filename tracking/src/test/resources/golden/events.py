"""Makes events.bin: python3 events.py > events.bin

Written from tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto and the description of TFRecord
files, with nothing but Python's standard library. CRC-32C (Castagnoli, reflected polynomial 0x82f63b78) bit by bit.
"""
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8) & 0xFFFFFFFF


def record(data):
    length = struct.pack('<Q', len(data))
    return length + struct.pack('<I', masked(length)) + data + struct.pack('<I', masked(data))


def varint(value):
    out = b''
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, kind, content):
    return varint(number << 3 | kind) + content


def double(number, value):
    return field(number, 1, struct.pack('<d', value))


def real(number, value):
    return field(number, 5, struct.pack('<f', value))


def data(number, content):
    return field(number, 2, varint(len(content)) + content)


def event(time, step, values):
    return record(double(1, time) + field(2, 0, varint(step)) + data(5, b''.join(data(1, value) for value in values)))


def histogram(values):
    low, high, bins = min(values), max(values), 30
    limits = [low + (i + 1) * (high - low) / bins for i in range(bins)]
    limits[-1] = high
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int((value - low) / (high - low) * bins))] += 1
    return (double(1, low) + double(2, high) + double(3, len(values)) + double(4, sum(values))
            + double(5, sum(value * value for value in values))
            + data(6, struct.pack('<30d', *limits)) + data(7, struct.pack('<30d', *counts)))


sys.stdout.buffer.write(
    record(double(1, 1.5) + data(3, b'brain.Event:2'))
    + event(2.5, 1, [data(1, b'train/cost') + real(2, 0.5), data(1, b'dev/accuracy') + real(2, 0.875)])
    + event(3.5, 300, [data(1, b'dense-1/weight') + data(5, histogram([-1, 0, 0.25, 0.5, 2]))]))
