/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "decimal_rules.h"

int rules_is_signed(ph_decimal decimal)
{
    return (decimal.flags & PH_DECIMAL_SIGNED) != 0;
}

int rules_is_copybook_rs(ph_decimal decimal)
{
    return (decimal.flags & PH_DECIMAL_COPYBOOK_RS) != 0;
}

rules_int rules_power_of_ten(uint32_t exponent)
{
    rules_int power = 1;

    for (uint32_t i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

unsigned rules_digit(rules_int value, uint32_t place)
{
    const int digit = (int)(value / rules_power_of_ten(place) % 10);

    return (unsigned)(digit < 0 ? -digit : digit);
}

rules_int rules_random_value(kernelcheck *check, ph_decimal decimal)
{
    const rules_int limit = rules_power_of_ten(decimal.digits);
    rules_int value = 0;

    for (uint32_t i = 0; i < decimal.digits; i++)
        value = 10 * value + kernelcheck_random_below(check, 10);
    switch (kernelcheck_random_below(check, 8)) {
    case 0: value = limit - 1; break;
    case 1: value = value / 10 * 10; break;
    case 2: value = value % 1000; break;
    case 3: value = 0; break;
    case 4: value = limit / 10; break;
    default: break;
    }
    value %= limit;
    return rules_is_signed(decimal) && kernelcheck_random_below(check, 2) ? -value : value;
}

size_t rules_put_decimal(rules_int value, uint32_t scale, uint8_t *out)
{
    uint8_t reversed[64];
    size_t size = 0, length = 0;
    rules_int rest = value;

    /* From the right: decimals, point, at least one digit, sign. */
    for (uint32_t place = 0; place <= scale || rest != 0; place++) {
        const int digit = (int)(rest % 10);

        if (place == scale && scale > 0)
            reversed[size++] = '.';
        reversed[size++] = (uint8_t)('0' + (digit < 0 ? -digit : digit));
        rest /= 10;
    }
    if (value < 0)
        reversed[size++] = '-';
    while (size > 0)
        out[length++] = reversed[--size];
    return length;
}

ph_int128 rules_int128(rules_int value)
{
    /* In quarters, to have a way that is not the kernels'. */
    uint64_t quarters[4];
    rules_int rest = value;

    for (unsigned i = 0; i < 4; i++) {
        quarters[i] = (uint64_t)(rest & UINT32_MAX);
        rest >>= 32;
    }
    return (ph_int128){ quarters[1] << 32 | quarters[0],
                        (int64_t)(quarters[3] << 32 | quarters[2]) };
}

void rules_for_each_packed(void (*run)(void *context, ph_decimal decimal), void *context)
{
    for (uint32_t digits = 1; digits <= PH_DECIMAL_MAX_DIGITS_128; digits++)
        for (uint32_t is_signed = 0; is_signed <= 1; is_signed++) {
            run(context, (ph_decimal){ digits, is_signed ? PH_DECIMAL_SIGNED : 0 });
            if (digits <= PH_DECIMAL_MAX_DIGITS)
                run(context, (ph_decimal){ digits, PH_DECIMAL_COPYBOOK_RS |
                                                       (is_signed ? PH_DECIMAL_SIGNED : 0) });
        }
}

void rules_for_each_zoned(void (*run)(void *context, ph_decimal decimal), void *context)
{
    static const uint32_t signs[] = {
        0,
        PH_DECIMAL_SIGNED,
        PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_LEADING,
        PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_SEPARATE,
        PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE,
    };
    static const uint32_t conventions[] = { 0, PH_DECIMAL_ASCII, PH_DECIMAL_COPYBOOK_RS };

    for (size_t sign = 0; sign < sizeof(signs) / sizeof(*signs); sign++)
        for (size_t i = 0; i < 2 * sizeof(conventions) / sizeof(*conventions); i++) {
            const uint32_t flags =
                signs[sign] | conventions[i / 2] | (i % 2 ? PH_DECIMAL_BLANK_WHEN_ZERO : 0);
            const uint32_t most = conventions[i / 2] == PH_DECIMAL_COPYBOOK_RS
                                      ? PH_DECIMAL_MAX_DIGITS
                                      : PH_DECIMAL_MAX_DIGITS_128;

            /* Beyond 18 there is one path for all. */
            for (uint32_t digits = 1; digits <= most; digits += digits < 19 ? 1 : 4)
                run(context, (ph_decimal){ digits, flags });
        }
}
