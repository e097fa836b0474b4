/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pdf/pdf_xmp.h"

/* PDF/UA's own property is to be described where PDF/A is said, which knows no such. */
static const char begin[] =
    "<?xpacket begin=\"\357\273\277\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"\n"
    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"\n"
    " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"\n"
    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\"\n"
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\"\n"
    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
    "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n"
    "<pdfuaid:part>1</pdfuaid:part>\n"
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\n"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaProperty:name>part</pdfaProperty:name>\n"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
    "<pdfaProperty:category>internal</pdfaProperty:category>\n"
    "<pdfaProperty:description>The part of ISO 14289</pdfaProperty:description>\n"
    "</rdf:li></rdf:Seq></pdfaSchema:property>\n"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
    "<dc:format>application/pdf</dc:format>\n"
    "<dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>\n";

static const char end[] = "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n";

static void put(GString *xmp, const char *format, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_auto(GStrv) around = g_strsplit(format, "%", 2);

    g_string_append_printf(xmp, "%s%s%s\n", around[0], escaped, around[1]);
}

char *ph_pdf_xmp(const ph_pdf_about *about, const char *producer)
{
    GString *xmp = g_string_new(begin);

    put(xmp, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%</rdf:li></rdf:Alt></dc:title>",
        about->title);
    put(xmp,
        "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%</rdf:li></rdf:Alt>"
        "</dc:description>",
        about->subject);
    put(xmp, "<dc:creator><rdf:Seq><rdf:li>%</rdf:li></rdf:Seq></dc:creator>", about->author);
    put(xmp, "<xmp:CreatorTool>%</xmp:CreatorTool>", about->author);
    put(xmp, "<xmp:CreateDate>%</xmp:CreateDate>", about->made_at);
    put(xmp, "<xmp:ModifyDate>%</xmp:ModifyDate>", about->made_at);
    if (producer)
        put(xmp, "<pdf:Producer>%</pdf:Producer>", producer);
    return g_string_free(g_string_append(xmp, end), FALSE);
}
